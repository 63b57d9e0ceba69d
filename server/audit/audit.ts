import type { Kind } from '#domain/people/audited.ts'
import type { Pool } from 'pg'
import type { Clock } from '#kernel/base/clock.ts'
import type { Day } from '#kernel/base/day.ts'
import type { Origin } from '../auth/origin.ts'

/** From the beginning of a day to the end of another, where the company is. */
export type Wanted = { kind: Kind | null; person: string | null; from: Day | null; until: Day | null }
/**
 * One thing that was done, or tried: `what` is a name of an action, of a decision or of an entity; `about` the record it was done to.
 * `id` is the place to go on from.
 */
export type Line = {
  id: string
  at: number
  kind: Kind
  person: string
  what: string
  about: string | null
  accepted: boolean
  device: string
  address: string
}

/** What was done in a company that somebody may have to answer for. It is added to, and never changed: the database sees to it. */
export class Audit {
  private readonly pool: Pool
  private readonly clock: Clock
  constructor(pool: Pool, clock: Clock) {
    this.pool = pool
    this.clock = clock
  }

  /** Somebody came with another password: told in each company that the account is in. */
  async refused(account: string, address: string): Promise<void> {
    await this.pool.query(
      `insert into audit (workspace, kind, person, action, accepted, address, at)
       select workspace, 'entry', person, 'passwordRefused', false, $2, $3 from seat where account = $1`,
      [account, address, this.clock.now()]
    )
  }
  async exported({ workspace, person }: { workspace: string; person: string }, action: string, { device, address }: Origin): Promise<void> {
    await this.pool.query(
      `insert into audit (workspace, kind, person, action, device, address, at) values ($1, 'export', $2, $3, $4, $5, $6)`,
      [workspace, person, action, device, address, this.clock.now()]
    )
  }

  /** The latest first, after the line that was read last. */
  async read(workspace: string, { kind, person, from, until }: Wanted, { after, most }: { after?: string; most: number }): Promise<Line[]> {
    const [, at = null, id = null] = /^(\d{1,15})-(.{1,80})$/s.exec(after ?? '') ?? []
    const { rows } = await this.pool.query<Line>({
      name: 'audit',
      text: log,
      values: [workspace, kind, person, from, until, at, id, most],
    })
    return rows.map(row => ({ ...row, id: `${row.at}-${row.id}` }))
  }
}

const begins = (day: string) => `(extract(epoch from (${day})::timestamp at time zone (select time_zone from zone)) * 1000)::bigint`
const within = `workspace = $1 and ($3::text is null or person = $3) and ($4::date is null or at >= ${begins('$4::date')})
  and ($5::date is null or at < ${begins('$5::date + 1')}) and ($6::bigint is null or at <= $6)`
const log = `
  with zone as materialized (select time_zone from workspace where id = $1)
  select id, at, kind, person, what, about, accepted, device, address from (
    (select 'a' || lpad(id::text, 19, '0') as id, at, kind, person, action as what, null as about, accepted, device, address
      from audit where ${within} and ($2::text is null or kind = $2))
    union all
    (select 'c' || id, at, 'decision', person, name, coalesce(answer #>> '{facts,0,body,person}', answer #>> '{facts,0,body,of}'),
      accepted, '', '' from command where ${within} and coalesce($2, 'decision') = 'decision')
    union all
    (select 'h' || lpad(id::text, 19, '0'), at, 'deletion', person, entity, record, true, '', ''
      from history where ${within} and coalesce($2, 'deletion') = 'deletion'
      and field = 'deleted' and won and after is not null and after <> 'null')
  ) line
  where $6::bigint is null or at < $6 or id < $7
  order by at desc, id desc limit $8`
