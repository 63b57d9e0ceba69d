import type { Pool, PoolClient } from 'pg'
import type { Clock } from '#kernel/base/clock.ts'
import { problem, type Problem } from '../http/answer.ts'
import { makeToken, readToken } from './secret.ts'

const validity = 5 * 60_000

/** Halfway in: the password was right, the code is still to come. Five minutes, one entry, and never a session. */
export class HalfEntries {
  private readonly pool: Pool
  private readonly clock: Clock
  constructor(pool: Pool, clock: Clock) {
    this.pool = pool
    this.clock = clock
  }

  async start(account: string): Promise<string> {
    const { hash, token } = makeToken()
    const now = this.clock.now()
    await this.pool.query('delete from half_entry where expires_at <= $1', [now])
    await this.pool.query('insert into half_entry (token_hash, account, expires_at) values ($1, $2, $3)', [hash, account, now + validity])
    return token
  }

  /** Whose it is. Nobody else gets by with it until the transaction has ended. */
  async find(client: PoolClient, token: string): Promise<{ account: string } | Problem> {
    const { rows } = await client.query<{ account: string }>(
      'select account from half_entry where token_hash = $1 and expires_at > $2 for update',
      [readToken(token)?.hash, this.clock.now()]
    )
    return rows[0] ?? over
  }
  async end(client: PoolClient, token: string): Promise<void> {
    await client.query('delete from half_entry where token_hash = $1', [readToken(token)?.hash])
  }
}

const over = problem(
  410,
  'over',
  'Le délai pour donner le code est passé : donnez de nouveau votre mot de passe.',
  'The time to give the code is over: give your password again.'
)
