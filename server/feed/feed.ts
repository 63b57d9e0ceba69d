import type { Pool } from 'pg'
import { membershipsOf } from '../auth/access.ts'
import type { Who } from '../sync/who.ts'

export type FeedPage = {
  position: number
  documents: { name: string; space: string; sort: 'plan' | 'text'; sequence: number }[]
  facts: { id: string; kind: string; body: Record<string, unknown>; spaces: string[]; by: string; at: number; position: number }[]
  lost: string[]
}

/**
 * What moved for this person since a position: documents, facts, and the access they lost; what an access gained since then
 * opens comes whole. Asked in one statement, thus read in one instant, and filtered by membership in SQL.
 */
export const readFeed = async (pool: Pool, who: Who, after: number): Promise<FeedPage> =>
  JSON.parse(await writtenFeed(pool, who, after)) as FeedPage

/** The same as it goes out: nobody here reads it. */
export async function writtenFeed(pool: Pool, { workspace, person }: Who, after: number): Promise<string> {
  const { rows } = await pool.query<{ page: string }>({ name: 'feed', text: page, values: [workspace, person, after] })
  return (rows[0] as { page: string }).page
}

/**
 * The spaces this person may read and since which position; the workspace's own is everyone's who is no guest. Where nothing moved
 * nothing is read. Each space is asked what moved in it, through its index, however few statistics the database has: what stands
 * elsewhere, and what was told before, costs nothing.
 */
const page = `
  with at as materialized (select coalesce((select position from feed where workspace = $1), 0) as position),
  member as materialized (${membershipsOf}), readable as materialized (
    select space, since from (
      select space, position as since from member where role <> 'none'
      union all select $1, 0 where not exists (select from member where space = $1)
    ) r where (select position from at) > $3
  ), mine as materialized (select coalesce(jsonb_object_agg(space, true), '{}') as spaces from readable
  ), moved as (
    select d.* from readable r cross join lateral (
      select name, space, sort, sequence, position, id from document
      where workspace = $1 and space = r.space and (position > $3 or r.since > $3) offset 0
    ) d
  ), fresh as materialized (
    select distinct s.fact from readable r cross join lateral (
      select fact from fact_space where workspace = $1 and space = r.space
        and position > case when r.since > $3 then -1 else $3::bigint end offset 0
    ) s
  ), told as (
    select f.id, f.kind, f.body, f.by, f.at, f.position, s.spaces
    from fresh n join fact f on f.workspace = $1 and f.id = n.fact
    cross join lateral (
      select array_agg(space order by space) as spaces from fact_space
      where workspace = $1 and fact = n.fact and (select spaces from mine) ? space offset 0
    ) s
  )
  select json_build_object(
    'position', (select position from at),
    'documents', coalesce((select json_agg(json_build_object(
      'name', name, 'space', space, 'sort', sort, 'sequence', sequence) order by position, id) from moved), '[]'),
    'facts', coalesce((select json_agg(told order by position, id) from told), '[]'),
    'lost', coalesce((select json_agg(space) from member
      where role = 'none' and position > $3 and (select position from at) > $3), '[]')
  )::text as page`
