import type { Pool } from 'pg'
import type { Clock } from '#kernel/base/clock.ts'
import type { Handler, Queue } from '../jobs/jobs.ts'
import { addresseeOf } from '../mail/addressee.ts'
import { noticeLetter, type Notice } from '../mail/notice.ts'
import type { Post } from '../mail/post.ts'
import { transaction } from '../postgres/transaction.ts'

type Given = { pool: Pool; clock: Clock; post: Post; jobs: () => Queue; fault: (fault: unknown) => void }
type Told = { account: string; notice: Notice; device: string; at: number }

/** Tells the owner of an account, by letter, what has just changed in how it is protected. */
export class Notices {
  private readonly given: Given
  constructor(given: Given) {
    this.given = given
  }

  /** What was done stays done, whether the letter leaves or not. */
  tell({ account, workspace }: { account: string; workspace: string }, notice: Notice, device: string): void {
    if (!this.given.post.open) return
    const data: Told = { account, notice, device, at: this.given.clock.now() }
    transaction(this.given.pool, client => this.given.jobs().add(client, workspace, { name: 'letter', data })).then(
      () => this.given.jobs().wake(),
      this.given.fault
    )
  }

  readonly letter: Handler = async (workspace, data, id) => {
    const { account, notice, device, at } = data as Told
    const { pool, post } = this.given
    const to = await addresseeOf(pool, account, workspace)
    if (!to) return
    const { email, name, company, language, zone } = to
    const when = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short', timeZone: zone }).format(at)
    const link = `${post.origin}/compte`
    await post.send(noticeLetter(notice, { to: email, name, workspace: company, link, when, device, language }), id)
  }
}
