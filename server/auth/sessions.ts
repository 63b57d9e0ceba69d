import type { IncomingHttpHeaders } from 'node:http'
import type { Pool, PoolClient } from 'pg'
import type { Clock } from '#kernel/base/clock.ts'
import type { Who } from '../sync/who.ts'
import { makeToken, readToken, sameHash } from './secret.ts'

const hour = 3_600_000
const day = 24 * hour
const idle = 10 * day
const absolute = 180 * day

/** `__Host-`: this host only, https only (browsers take localhost as such), whole site. */
export const cookieName = '__Host-relais'
export const sessionCookie = (token: string) =>
  `${cookieName}=${token}; Path=/; HttpOnly; Secure; SameSite=Lax; Max-Age=${absolute / 1_000}`
export const noCookie = `${cookieName}=; Path=/; HttpOnly; Secure; SameSite=Lax; Max-Age=0`

type Row = { secret_hash: Buffer; account: string; workspace: string; person: string; at: number; seen_at: number }

/** Who is signed in. Ten days without a visit end a session, and half a year in any case. */
export class Sessions {
  private readonly pool: Pool
  private readonly clock: Clock
  constructor(pool: Pool, clock: Clock) {
    this.pool = pool
    this.clock = clock
  }

  /** A session of its own, never one that existed before; returns its token, which is not kept. */
  async start(account: string, workspace: string, through: Pool | PoolClient = this.pool): Promise<string> {
    const { id, hash, token } = makeToken()
    const now = this.clock.now()
    await through.query('insert into session (id, secret_hash, account, workspace, at, seen_at) values ($1, $2, $3, $4, $5, $5)', [
      id,
      hash,
      account,
      workspace,
      now,
    ])
    return token
  }

  async who(token: string | undefined): Promise<Who | null> {
    const read = readToken(token)
    if (!read) return null
    const { rows } = await this.pool.query<Row>(
      `select s.secret_hash, s.account, s.workspace, s.at, s.seen_at, seat.person
       from session s join seat on seat.account = s.account and seat.workspace = s.workspace where s.id = $1`,
      [read.id]
    )
    const [row] = rows
    if (!row || !sameHash(row.secret_hash, read.hash)) return null
    const now = this.clock.now()
    if (now - row.seen_at > idle || now - row.at > absolute) {
      await this.end(read.id)
      return null
    }
    if (now - row.seen_at > hour) await this.pool.query('update session set seen_at = $2 where id = $1', [read.id, now])
    return { account: row.account, person: row.person, workspace: row.workspace, session: read.id }
  }

  async end(id: string): Promise<void> {
    await this.pool.query('delete from session where id = $1', [id])
  }
}

export function tokenIn(headers: Pick<IncomingHttpHeaders, 'cookie'>): string | undefined {
  const pair = headers.cookie?.split(/;\s*/).find(pair => pair.startsWith(`${cookieName}=`))
  return pair?.slice(cookieName.length + 1)
}
