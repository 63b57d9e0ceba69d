import type { Pool, PoolClient } from 'pg'
import type { Clock } from '#kernel/base/clock.ts'
import { isProblem, problem, type Problem } from '../http/answer.ts'
import { transaction } from '../postgres/transaction.ts'
import type { Who } from '../sync/who.ts'
import type { Origin } from './origin.ts'
import { makeToken, readToken } from './secret.ts'
import type { Sessions } from './sessions.ts'

const minute = 60_000
const validity = { access: 15 * minute, refresh: 7 * 24 * 60 * minute } as const
type Kind = keyof typeof validity
/** What is found in a text that should not hold one: so that a leak is noticed. */
const prefixes: Readonly<Record<Kind, string>> = { access: 'rla_', refresh: 'rlr_' }
/** `expires` is of the access token, in seconds from now. */
export type Pair = { access: string; refresh: string; expires: number }
/** Sessions that have ended with it. */
export type Reused = Problem & { ended: string[] }

/** What programs sign in with: a short access token, and a refresh token that serves once. Of neither more than a hash is kept. */
export class Tokens {
  private readonly pool: Pool
  private readonly clock: Clock
  private readonly sessions: Sessions
  constructor(pool: Pool, clock: Clock, sessions: Sessions) {
    this.pool = pool
    this.clock = clock
    this.sessions = sessions
  }

  /** For a session that was just begun; its cookie was told to nobody. */
  begin(session: string): Promise<Pair> {
    return transaction(this.pool, client => this.make(client, session))
  }

  async who(token: string, from?: Origin): Promise<Who | null> {
    const hash = hashOf('access', token)
    if (!hash) return null
    const { rows } = await this.pool.query<{ session: string }>(
      `select session from bearer_token where token_hash = $1 and kind = 'access' and expires_at > $2`,
      [hash, this.clock.now()]
    )
    return rows[0] ? this.sessions.whoOf(rows[0].session, from) : null
  }

  /**
   * Another pair for a refresh token, which has then served. One that comes twice was copied, by whoever brings it now or by whoever did
   * before: the session ends for both.
   */
  async refresh(token: string, from: Origin): Promise<Pair | Problem | Reused> {
    const hash = hashOf('refresh', token)
    if (!hash) return over
    const { rows: found } = await this.pool.query<{ session: string }>('select session from bearer_token where token_hash = $1', [hash])
    // A session may have ended and still be known, or its person be put out of the company.
    if (!found[0] || !(await this.sessions.whoOf(found[0].session))) return over
    return transaction(this.pool, async client => {
      const now = this.clock.now()
      const { rows } = await client.query<{ session: string; used_at: number | null; expires_at: number }>(
        `select session, used_at, expires_at from bearer_token where token_hash = $1 and kind = 'refresh' for update`,
        [hash]
      )
      const [row] = rows
      if (!row || row.expires_at <= now) return over
      if (row.used_at !== null) {
        await client.query('delete from session where id = $1', [row.session])
        return { ...over, ended: [row.session] }
      }
      await client.query('update bearer_token set used_at = $2 where token_hash = $1', [hash, now])
      await client.query(`delete from bearer_token where session = $1 and (kind = 'access' or expires_at <= $2)`, [row.session, now])
      await client.query('update session set seen_at = $2, device = $3, address = $4 where id = $1', [
        row.session,
        now,
        from.device,
        from.address,
      ])
      return this.make(client, row.session)
    })
  }

  private async make(client: PoolClient, session: string): Promise<Pair> {
    const said = { access: '', refresh: '' }
    for (const kind of ['access', 'refresh'] as const) {
      const { hash, token } = makeToken()
      said[kind] = prefixes[kind] + token
      await client.query('insert into bearer_token (token_hash, session, kind, expires_at) values ($1, $2, $3, $4)', [
        hash,
        session,
        kind,
        this.clock.now() + validity[kind],
      ])
    }
    return { ...said, expires: validity.access / 1_000 }
  }
}

export const isReused = (answer: Pair | Problem): answer is Reused => isProblem(answer) && 'ended' in answer
const hashOf = (kind: Kind, token: string): Buffer | undefined =>
  token.startsWith(prefixes[kind]) ? readToken(token.slice(prefixes[kind].length))?.hash : undefined

const over = problem(401, 'over', 'Cette connexion a pris fin : connectez-vous de nouveau.', 'This connection has ended: sign in again.')
