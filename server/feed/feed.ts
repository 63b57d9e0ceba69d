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
export async function readFeed(pool: Pool, { workspace, person }: Who, after: number): Promise<FeedPage> {
  const { rows } = await pool.query<{ page: FeedPage }>({ name: 'feed', text: page, values: [workspace, person, after] })
  return (rows[0] as { page: FeedPage }).page
}

/** The spaces this person may read and the position of the fact that says so; the workspace's own is everyone's. */
const page = `
  with member as (${membershipsOf}), readable as (
    select space, max(since) as since from (
      select space, position as since from member where role <> 'none'
      union all select $1, 0
    ) r group by space
  ), moved as (
    select d.name, d.space, d.sort, d.sequence, d.position, d.id from document d join readable r on r.space = d.space
    where d.workspace = $1 and (d.position > $3 or r.since > $3)
  ), told as (
    select f.id, f.kind, f.body, f.by, f.at, f.position, array_agg(s.space order by s.space) as spaces
    from fact f join fact_space s on s.workspace = f.workspace and s.fact = f.id join readable r on r.space = s.space
    where f.workspace = $1 group by f.workspace, f.id
    having greatest(f.position, max(s.position), max(r.since)) > $3
  )
  select json_build_object(
    'position', coalesce((select position from feed where workspace = $1), 0),
    'documents', coalesce((select json_agg(json_build_object(
      'name', name, 'space', space, 'sort', sort, 'sequence', sequence) order by position, id) from moved), '[]'),
    'facts', coalesce((select json_agg(told order by position, id) from told), '[]'),
    'lost', coalesce((select json_agg(space) from member where role = 'none' and position > $3 and space <> $1), '[]')
  ) as page`
