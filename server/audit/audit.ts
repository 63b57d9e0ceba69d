import type { Pool } from 'pg'
import type { Kind, Line } from '#domain/people/audited.ts'
import type { Clock } from '#kernel/base/clock.ts'
import type { Day } from '#kernel/base/day.ts'
import type { Origin } from '../auth/origin.ts'

/** From the beginning of a day to the end of another, where the company is. */
export type Wanted = { kind: Kind | null; person: string | null; from: Day | null; until: Day | null }
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
  /** Somebody goes on after too many passwords: once a minute. Asked whatever they typed: how long it takes tells of no account. */
  async tooMany(login: string, address: string): Promise<void> {
    await this.pool.query(
      `insert into audit (workspace, kind, person, action, accepted, address, at)
       select s.workspace, 'limit', s.person, 'attempts', false, $2, $3 from account a join seat s on s.account = a.id
       where a.email = $1 or a.username = $1 on conflict do nothing`,
      [login, address, this.clock.now()]
    )
  }
  async exported({ workspace, person }: { workspace: string; person: string }, action: string, { device, address }: Origin): Promise<void> {
    await this.pool.query(
      `insert into audit (workspace, kind, person, action, device, address, at) values ($1, 'export', $2, $3, $4, $5, $6)`,
      [workspace, person, action, device, address, this.clock.now()]
    )
  }

  /** The latest first, after the line that was read last. Planned for what is asked: one plan for every filter would sort all of it. */
  async read(workspace: string, { kind, person, from, until }: Wanted, { after, most }: { after?: string; most: number }): Promise<Line[]> {
    const { rows } = await this.pool.query<Line>(log, [workspace, kind, person, from, until, most, ...placeOf(after)])
    return rows.map(row => ({ ...row, id: `${row.at}-${row.id}` }))
  }
}

const highest = '9223372036854775807'
const numbered = (letter: string) => `'${letter}' || lpad(id::text, 18, '0') as id`
const begins = (day: string) =>
  `(extract(epoch from (${day})::timestamp at time zone (select time_zone from workspace where id = $1)) * 1000)::bigint`
/** The lines of a table, read backwards along an index of its own and no further than the page goes. */
const arm = (lines: string, id: string, tie: string) => `
  (${lines} and workspace = $1 and ($3::text is null or person = $3) and (at, ${id}) < ($7::bigint, ${tie})
    and at >= coalesce(${begins('$4::date')}, 0) and at < coalesce(${begins('$5::date + 1')}, ${highest})
    order by at desc, ${id} desc limit $6)`
const arms = [
  arm(
    `select ${numbered('a')}, at, kind, person, action as what, about, accepted, device, address from audit
      where ($2::text is null or kind = $2) and coalesce($2, '') not in ('decision', 'deletion')`,
    'audit.id',
    '$8::bigint'
  ),
  arm(
    `select 'c' || id, at, 'decision', person, name, coalesce(answer #>> '{facts,0,body,person}', answer #>> '{facts,0,body,of}'),
      accepted, '', '' from command where coalesce($2, 'decision') = 'decision'`,
    'command.id collate "C"',
    '$9::text'
  ),
  arm(
    `select ${numbered('h')}, at, 'deletion', person, entity, record, true, '', '' from history
      where coalesce($2, 'deletion') = 'deletion' and field = 'deleted' and won and after is not null and after <> 'null'`,
    'history.id',
    '$10::bigint'
  ),
]
const log = `select * from (${arms.join(' union all ')}) line order by at desc, id collate "C" desc limit $6`

/** The instant to go on from; then, of what was done at that very instant, the id to go on from in each table. */
function placeOf(after = ''): string[] {
  const [, at = highest, letter = '', id = ''] = /^(\d{1,15})-([ah](?=\d{18}$)|c)([a-z\d]{18,20})$/.exec(after) ?? []
  const tie = (mine: string, all: string, none: string) => (mine === letter ? id : mine < letter ? all : none)
  return [at, tie('a', highest, '0'), tie('c', '~', ''), tie('h', highest, '0')]
}
