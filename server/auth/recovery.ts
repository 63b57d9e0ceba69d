import type { Pool, PoolClient } from 'pg'
import type { Clock } from '#kernel/base/clock.ts'
import { isProblem, problem, textAt, type Problem } from '../http/answer.ts'
import type { Handler, Queue } from '../jobs/jobs.ts'
import { addresseeOf } from '../mail/addressee.ts'
import { asLanguage, letterOf, type Language, type Purpose } from '../mail/letter.ts'
import type { Post } from '../mail/post.ts'
import { transaction } from '../postgres/transaction.ts'
import type { Who } from '../sync/who.ts'
import { Attempts } from './attempts.ts'
import { knownOf } from './known-of.ts'
import { makeLink } from './letter-link.ts'
import { emailOf, passwordOf } from './newcomer.ts'
import type { Origin } from './origin.ts'
import { hashPassword } from './passwords.ts'
import type { SecondFactor } from './second-factor.ts'
import { seatOf } from './seats.ts'
import { readToken } from './secret.ts'
import type { Sessions } from './sessions.ts'
import type { PersonalTokens } from './tokens-personal.ts'

type Given = {
  pool: Pool
  clock: Clock
  post: Post
  sessions: Sessions
  secondFactor: SecondFactor
  personalTokens: PersonalTokens
  jobs: () => Queue
  fault: (fault: unknown) => void
}
type Asked = { account: string; purpose: Purpose; language: Language }
const hour = 3_600_000

/** The way back into an account, and the proof of an address: links that a letter carries, each of which serves once. */
export class Recovery {
  private readonly given: Given
  private readonly asked: Attempts
  constructor(given: Given) {
    this.given = given
    this.asked = new Attempts(given.clock, { most: 3, within: hour })
  }

  /** Asks for a letter. Neither the answer nor the time it takes says whether there is such an account. */
  forgotten(body: unknown): void {
    this.look(body).catch(this.given.fault)
  }
  private async look(body: unknown): Promise<void> {
    const login = emailOf(textAt(body, 'login'))
    const { rows } = await this.given.pool.query<{ id: string; workspace: string }>(
      `select a.id, s.workspace from account a join seat s on s.account = a.id where a.email = $1 or a.username = $1
       order by s.workspace limit 1`,
      [login]
    )
    const [known] = rows
    if (known) await this.ask(known.workspace, { account: known.id, purpose: 'password', language: asLanguage(textAt(body, 'language')) })
  }
  /** Asks for a letter to one's own address. */
  prove({ account, workspace }: Who, body: unknown): Promise<void> {
    return this.ask(workspace, { account, purpose: 'address', language: asLanguage(textAt(body, 'language')) })
  }
  private async ask(workspace: string, data: Asked): Promise<void> {
    const key = `${data.purpose}/${data.account}`
    // Nobody’s box is filled by asking again and again.
    if (!this.given.post.open || this.asked.wait(key) > 0) return
    this.asked.fail(key)
    await transaction(this.given.pool, client => this.given.jobs().add(client, workspace, { name: 'letter', data }))
    this.given.jobs().wake()
  }

  /** The job: a secret made as it is sent, so that nothing of it waits anywhere; a letter sent again makes the former one void. */
  readonly letter: Handler = async (workspace, data, id) => {
    const { account, purpose, language } = data as Asked
    const { pool, clock, post } = this.given
    const to = await addresseeOf(pool, account, workspace)
    if (!to) return
    const link = await makeLink({ pool, clock, origin: post.origin }, account, purpose)
    await post.send(letterOf(purpose, { to: to.email, name: to.name, workspace: to.company, link, language }), id)
  }

  /** Whose password the link changes, and whether a code is needed as well. */
  async find(token: string): Promise<{ email: string; secondFactor: boolean } | Problem> {
    const found = await this.whose(token)
    return isProblem(found) ? found : { email: found.email, secondFactor: await this.given.secondFactor.on(found.account) }
  }
  private async whose(token: string): Promise<{ account: string; email: string } | Problem> {
    const { rows } = await this.given.pool.query<{ account: string; email: string }>(
      `select a.id as account, a.email from letter_link l join account a on a.id = l.account
       where l.token_hash = $1 and l.purpose = 'password' and l.expires_at > $2`,
      [readToken(token)?.hash, this.given.clock.now()]
    )
    return rows[0] ?? gone
  }
  /**
   * Another password, by whoever reads the letters of the address, and has the second factor when there is one: every session and every
   * token of a program ends, and a new session begins.
   */
  async reset(link: string, body: unknown, from: Origin): Promise<{ token: string; ended: string[] } | Problem> {
    const found = await this.whose(link)
    if (isProblem(found)) return found
    const password = passwordOf(textAt(body, 'next'), 'next', await knownOf(this.given.pool, found.account))
    if (isProblem(password)) return password
    const refused = await this.given.secondFactor.prove(found.account, body)
    if (refused) return refused
    const hash = await hashPassword(password)
    return transaction(this.given.pool, async client => {
      const account = await this.take(client, link, 'password')
      if (isProblem(account)) return account
      await client.query('update account set password = $2, verified_at = coalesce(verified_at, $3) where id = $1', [
        account.id,
        hash,
        this.given.clock.now(),
      ])
      const ended = await this.given.sessions.endOf(account.id, { keep: '' }, client)
      await this.given.personalTokens.revokeAll(account.id, client)
      const seat = await seatOf(client, account.id)
      if (!seat || isProblem(seat)) return seat ?? gone
      return { token: await this.given.sessions.start({ account: account.id, workspace: seat.workspace, from }, client), ended }
    })
  }
  /** The address is its account’s. */
  proven(link: string): Promise<null | Problem> {
    return transaction(this.given.pool, async client => {
      const account = await this.take(client, link, 'address')
      if (isProblem(account)) return account
      await client.query('update account set verified_at = $2 where id = $1', [account.id, this.given.clock.now()])
      return null
    })
  }

  /** Of two who hold the link, the first is served. */
  private async take(client: PoolClient, link: string, purpose: Purpose): Promise<{ id: string } | Problem> {
    const { rows } = await client.query<{ id: string }>(
      'delete from letter_link where token_hash = $1 and purpose = $2 and expires_at > $3 returning account as id',
      [readToken(link)?.hash, purpose, this.given.clock.now()]
    )
    return rows[0] ?? gone
  }
}

const gone = problem(
  410,
  'gone',
  'Ce lien n’est plus valable : il a déjà servi ou son délai est passé. Demandez-en un autre.',
  'This link is no longer valid: it has been used, or its time is over. Ask for another one.'
)
