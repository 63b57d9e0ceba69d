import { erasure } from '#domain/people/erase-person.ts'
import { readPlace } from '#domain/people/place.ts'
import type { Clock } from '#kernel/base/clock.ts'
import { randomId } from '#kernel/base/id.ts'
import type { Pool } from 'pg'
import type { Account } from '../auth/account.ts'
import type { Sessions } from '../auth/sessions.ts'
import type { Book } from '../commands/book.ts'
import type { Decisions } from '../commands/decisions.ts'
import { isProblem, problem, textAt, type Problem } from '../http/answer.ts'
import { again } from '../http/answering.ts'
import type { Projector } from '../projector/projector.ts'
import type { Turns } from '../projector/turns.ts'
import type { Who } from '../sync/who.ts'
import type { ErasedList } from './erased-list.ts'
import { seatsOf } from './own-data.ts'

type Given = {
  pool: Pool
  clock: Clock
  account: Account
  sessions: Sessions
  book: Book
  decisions: Decisions
  projector: Projector
  turns: Turns
  list: ErasedList
}
type Place = { workspace: string; person: string }

/** People who are to be forgotten: by their own wish, or again after an older backup was put back. */
export class Erasures {
  private readonly given: Given
  constructor(given: Given) {
    this.given = given
  }

  /** One's own account, in every company, by whoever shows again who they are. A company that is theirs is handed over first. */
  async eraseOwn(who: Who, body: unknown): Promise<null | Problem> {
    const seats = await seatsOf(this.given.pool, who.account)
    const owned: string[] = []
    for (const { workspace, person, company } of seats) if (await this.owns({ workspace, person })) owned.push(company)
    if (owned.length) return ownerOf(owned)
    const refused = await this.unsure(who, body)
    if (refused) return refused
    // Where they are now comes last: what was begun and not ended is asked for again from there.
    seats.sort((a, b) => Number(a.workspace === who.workspace) - Number(b.workspace === who.workspace))
    for (const seat of seats) {
      const stopped = await this.erase(seat, false)
      if (stopped) return stopped
    }
    return null
  }

  /** Whoever is in the list and still known here: the data come from a backup that was made before they were erased. */
  async again(): Promise<void> {
    for (const { workspace, person } of this.given.list.read()) {
      const { rows } = await this.given.pool.query<{ erased: boolean }>(
        `select coalesce(body ->> 'erased', '') = 'true' as erased from fact
         where workspace = $1 and kind = 'person' and body ->> 'person' = $2 order by position desc limit 1`,
        [workspace, person]
      )
      if (!rows[0] || rows[0].erased) continue
      await this.erase({ workspace, person }, true)
    }
    await this.given.list.keep()
  }

  /** By the password, and a code where there is one; an account without a password, by having come in just now. */
  private async unsure(who: Who, body: unknown): Promise<null | Problem> {
    if (textAt(body, 'password')) {
      const sure = await this.given.account.confirm(who, body)
      return isProblem(sure) ? sure : null
    }
    const { rowCount } = await this.given.pool.query(`select from account where id = $1 and password = ''`, [who.account])
    return rowCount && (await this.given.sessions.provenLately(who.session)) ? null : again
  }
  private async owns({ workspace, person }: Place): Promise<boolean> {
    return (await readPlace(this.given.decisions.reader(workspace), workspace, person)).owner
  }

  /** In its turn, like any decision. `whatever` they own: they were erased once already. */
  private erase({ workspace, person }: Place, whatever: boolean): Promise<null | Problem> {
    const { turns, projector, decisions, book, clock } = this.given
    return turns.take(workspace, async () => {
      await projector.catchUp(workspace)
      const read = decisions.reader(workspace)
      const place = await readPlace(read, workspace, person)
      if (place.owner && !whatever) return ownerOf([])
      const decision = await erasure(read, await decisions.env({ workspace, person }, randomId()), person, place)
      await book.write(
        workspace,
        person,
        decision,
        async client =>
          void (await client.query(
            `insert into audit (workspace, kind, person, action, at) values ($1, 'protection', $2, 'accountErased', $3)`,
            [workspace, person, clock.now()]
          ))
      )
      return null
    })
  }
}

const ownerOf = (companies: readonly string[]): Problem =>
  problem(
    409,
    'owner',
    `Vous êtes propriétaire ${companies.length ? `de ${companies.map(name => `« ${name} »`).join(', ')}` : 'd’une entreprise'} : confiez-la d’abord à quelqu’un, depuis sa fiche dans Équipe. Si vous y êtes seul, demandez à qui gère ce serveur de la supprimer.`,
    `You own ${companies.length ? companies.map(name => `“${name}”`).join(', ') : 'a company'}: hand it over first, from somebody’s card in Team. If you are alone in it, ask whoever runs this server to remove it.`
  )
