import type { Pool, PoolClient } from 'pg'
import type { Clock } from '#kernel/base/clock.ts'
import { randomId } from '#kernel/base/id.ts'
import { readPlace } from '#domain/people/place.ts'
import type { Book } from '../commands/book.ts'
import type { Decisions } from '../commands/decisions.ts'
import { isProblem, problem, problems, type Problem } from '../http/answer.ts'
import { transaction } from '../postgres/transaction.ts'
import type { Turns } from '../projector/turns.ts'
import type { Who } from '../sync/who.ts'
import { personFact } from './entrance.ts'
import { foundingFacts, openWorkspace, readSettings } from './founding.ts'
import type { Sessions } from './sessions.ts'

type Given = { pool: Pool; clock: Clock; sessions: Sessions; book: Book; turns: Turns; decisions: Decisions }
export type Company = { id: string; name: string; here: boolean }

/** The companies of an account: one at a time, in the same session. */
export class Companies {
  private readonly given: Given
  constructor(given: Given) {
    this.given = given
  }

  /** Those it may enter, by name, and whether it may make another. */
  async of(who: Who): Promise<{ companies: Company[]; more: boolean }> {
    const { rows } = await this.given.pool.query<Company>(
      `select w.id, w.name, w.id = $2 as here from seat s join workspace w on w.id = s.workspace
       where s.account = $1 and s.state = 'active' order by w.name, w.id`,
      [who.account, who.workspace]
    )
    return { companies: rows, more: await this.mayBegin(who) }
  }

  /** The same session in another company, under another secret. */
  async enter({ account, session }: Who, workspace: string): Promise<{ token: string } | Problem> {
    return transaction(this.given.pool, async client => {
      const { rowCount } = await client.query(`select from seat where account = $1 and workspace = $2 and state = 'active'`, [
        account,
        workspace,
      ])
      return rowCount ? { token: await this.move(client, session, workspace) } : problems.notHere
    })
  }

  /** Another company of the same person, who owns it and is in it at once. */
  async begin(who: Who, body: unknown): Promise<{ token: string } | Problem> {
    const settings = readSettings(body)
    if (isProblem(settings)) return settings
    if (!(await this.mayBegin(who))) return notTheirs
    const [workspace, person] = [randomId(), randomId()]
    const { rows } = await this.given.pool.query<{ name: string; email: string }>(
      `select body ->> 'name' as name, body ->> 'email' as email from fact
       where workspace = $1 and kind = 'person' and body ->> 'person' = $2 order by position desc limit 1`,
      [who.workspace, who.person]
    )
    const [card] = rows
    if (!card) return problems.notHere
    let token = ''
    await this.given.turns.take(workspace, () =>
      this.given.book.write(
        workspace,
        person,
        { facts: [...foundingFacts(workspace, person, settings), personFact(workspace, person, card)] },
        async client => void (token = await this.move(client, who.session, workspace)),
        async client => {
          await openWorkspace(client, workspace, settings, this.given.clock.now())
          await client.query('insert into seat (account, workspace, person) values ($1, $2, $3)', [who.account, workspace, person])
        }
      )
    )
    return { token }
  }

  /** Whoever owns the first company of this server decides who makes others: they make them, and hand them over. */
  private async mayBegin({ workspace, person }: Who): Promise<boolean> {
    const { rows } = await this.given.pool.query<{ id: string }>('select id from workspace order by at, id limit 1')
    return rows[0]?.id === workspace && (await readPlace(this.given.decisions.reader(workspace), workspace, person)).owner
  }
  private async move(client: PoolClient, session: string, workspace: string): Promise<string> {
    await client.query('update session set workspace = $2 where id = $1', [session, workspace])
    return this.given.sessions.rotate(session, client)
  }
}

const notTheirs = problem(
  403,
  'notOwner',
  'Seul le propriétaire de la première entreprise de ce serveur en crée d’autres : demandez-le-lui.',
  'Only the owner of the first company of this server makes others: ask them.'
)
