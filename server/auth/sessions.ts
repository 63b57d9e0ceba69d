import type { IncomingHttpHeaders } from 'node:http'
import type { Pool, PoolClient } from 'pg'
import type { Clock } from '#kernel/base/clock.ts'
import type { Who } from '../sync/who.ts'
import type { Origin } from './origin.ts'
import { makeToken, readToken, sameHash } from './secret.ts'

const hour = 3_600_000
const day = 24 * hour
const idle = 10 * day
const absolute = 180 * day
const lately = hour / 4

/** `__Host-`: this host only, https only (browsers take localhost as such), whole site. */
export const cookieName = '__Host-relais'
export const sessionCookie = (token: string) =>
  `${cookieName}=${token}; Path=/; HttpOnly; Secure; SameSite=Lax; Max-Age=${absolute / 1_000}`
export const noCookie = `${cookieName}=; Path=/; HttpOnly; Secure; SameSite=Lax; Max-Age=0`

type Begun = { account: string; workspace: string; from: Origin }
export type Session = { id: string; device: string; address: string; at: number; seen: number }
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
  async start({ account, workspace, from }: Begun, through: Pool | PoolClient = this.pool): Promise<string> {
    const { id, hash, token } = makeToken()
    await through.query(
      `insert into session (id, secret_hash, account, workspace, device, address, at, seen_at, proven_at)
       values ($1, $2, $3, $4, $5, $6, $7, $7, $7)`,
      [id, hash, account, workspace, from.device, from.address, this.clock.now()]
    )
    return token
  }
  /** The same session under another secret: whoever had copied the former token is out. */
  async rotate(id: string, through: Pool | PoolClient): Promise<string> {
    const { hash, token } = makeToken(id)
    await through.query('update session set secret_hash = $2 where id = $1', [id, hash])
    return token
  }
  /** Its person has shown again who they are: another secret, and some minutes in which to change what protects the account. */
  async prove(id: string): Promise<string> {
    await this.pool.query('update session set proven_at = $2 where id = $1', [id, this.clock.now()])
    return this.rotate(id, this.pool)
  }
  async provenLately(id: string): Promise<boolean> {
    const { rowCount } = await this.pool.query('select from session where id = $1 and proven_at > $2', [id, this.clock.now() - lately])
    return rowCount === 1
  }

  async who(token: string | undefined, from?: Origin): Promise<Who | null> {
    const read = readToken(token)
    return read && this.good(read.id, from, ({ secret_hash }) => sameHash(secret_hash, read.hash))
  }
  /** Of a session that something else than its cookie has proven. */
  whoOf(id: string, from?: Origin): Promise<Who | null> {
    return this.good(id, from, () => true)
  }
  private async good(id: string, from: Origin | undefined, proven: (row: Row) => boolean): Promise<Who | null> {
    const { rows } = await this.pool.query<Row>(
      `select s.secret_hash, s.account, s.workspace, s.at, s.seen_at, seat.person
       from session s join seat on seat.account = s.account and seat.workspace = s.workspace and seat.state = 'active'
       where s.id = $1 and s.ended_at is null`,
      [id]
    )
    const [row] = rows
    if (!row || !proven(row)) return null
    const now = this.clock.now()
    if (now - row.seen_at > idle || now - row.at > absolute) {
      await this.end(id)
      return null
    }
    if (now - row.seen_at > hour)
      await this.pool.query(
        'update session set seen_at = $2, device = coalesce($3, device), address = coalesce($4, address) where id = $1',
        [id, now, from?.device ?? null, from?.address ?? null]
      )
    return { account: row.account, person: row.person, workspace: row.workspace, session: id }
  }

  async end(id: string): Promise<void> {
    await this.pool.query('delete from session where id = $1', [id])
  }
  /** What a browser came with ends, whoever it is that comes in now; answers which it was. */
  async leave(token: string | undefined): Promise<string[]> {
    const read = readToken(token)
    if (!read) return []
    const { rowCount } = await this.pool.query('delete from session where id = $1 and secret_hash = $2', [read.id, read.hash])
    return rowCount ? [read.id] : []
  }
  /** Those of an account that are still good, the one used last first. */
  async of(account: string): Promise<Session[]> {
    const now = this.clock.now()
    const { rows } = await this.pool.query<Session>(
      `select id, device, address, at, seen_at as seen from session
       where account = $1 and ended_at is null and seen_at >= $2 and at >= $3 order by seen_at desc, at desc, id`,
      [account, now - idle, now - absolute]
    )
    return rows
  }
  /** Ends those of an account, or one of them, but not the one that is kept; answers which have ended. Their devices are told so. */
  async endOf(
    account: string,
    { one = null, keep }: { one?: string | null; keep: string },
    through: Pool | PoolClient = this.pool
  ): Promise<string[]> {
    // Who is halfway in with what was true until now is out as well.
    if (one === null) await through.query('delete from half_entry where account = $1', [account])
    const now = this.clock.now()
    await through.query('delete from session where account = $1 and ended_at < $2', [account, now - absolute])
    const { rows } = await through.query<{ id: string }>(
      `update session set ended_at = $4
       where account = $1 and id <> $2 and ($3::text is null or id = $3) and ended_at is null returning id`,
      [account, keep, one, now]
    )
    return rows.map(({ id }) => id)
  }
}

export function tokenIn(headers: Pick<IncomingHttpHeaders, 'cookie'>): string | undefined {
  const pair = headers.cookie?.split(/;\s*/).find(pair => pair.startsWith(`${cookieName}=`))
  return pair?.slice(cookieName.length + 1)
}
