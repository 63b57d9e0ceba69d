import type { Pool } from 'pg'
import type { Clock } from '#kernel/base/clock.ts'
import type { Handler, Queue } from '../jobs/jobs.ts'
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
    const { rows } = await this.given.pool.query<{ email: string; company: string; locale: string; zone: string; name: string | null }>(
      `select a.email, w.name as company, w.locale, w.time_zone as zone,
         (select f.body ->> 'name' from fact f where f.workspace = w.id and f.kind = 'person' and f.body ->> 'person' = s.person
          order by f.position desc limit 1) as name
       from account a join seat s on s.account = a.id join workspace w on w.id = s.workspace where a.id = $1 and w.id = $2`,
      [account, workspace]
    )
    const [known] = rows
    if (!known) return
    const language = known.locale === 'en' ? 'en' : 'fr'
    const when = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short', timeZone: known.zone }).format(at)
    const said = { to: known.email, name: known.name ?? '', workspace: known.company, link: `${this.given.post.origin}/compte` }
    await this.given.post.send(noticeLetter(notice, { ...said, when, device, language }), id)
  }
}
