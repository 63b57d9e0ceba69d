import type { Pool } from 'pg'
import { membershipsOf } from '../auth/access.ts'
import { frozen, transaction } from '../postgres/transaction.ts'
import type { Who } from '../sync/who.ts'

export type FeedPage = {
  position: number
  documents: { name: string; space: string; sort: 'plan' | 'text'; sequence: number }[]
  facts: { id: string; kind: string; body: Record<string, unknown>; spaces: string[]; by: string; at: number; position: number }[]
  lost: string[]
}

/**
 * What moved for this person since a position: documents, facts, and the access they lost; what an access gained since then
 * opens comes whole. Read in one instant, and filtered by membership in SQL.
 */
export async function readFeed(pool: Pool, { workspace, person }: Who, after: number): Promise<FeedPage> {
  return transaction(
    pool,
    async client => {
      const asked = [workspace, person, after]
      const { rows: feed } = await client.query<{ position: number }>('select position from feed where workspace = $1', [workspace])
      const { rows: documents } = await client.query<FeedPage['documents'][number]>(
        `${readable} select d.name, d.space, d.sort, d.sequence from document d join readable r on r.space = d.space
       where d.workspace = $1 and (d.position > $3 or r.since > $3) order by d.position, d.id`,
        asked
      )
      const { rows: facts } = await client.query<FeedPage['facts'][number]>(
        `${readable} select f.id, f.kind, f.body, f.by, f.at, f.position, array_agg(s.space order by s.space) as spaces
       from fact f join fact_space s on s.workspace = f.workspace and s.fact = f.id join readable r on r.space = s.space
       where f.workspace = $1 group by f.workspace, f.id
       having greatest(f.position, max(s.position), max(r.since)) > $3 order by f.position, f.id`,
        asked
      )
      const { rows: lost } = await client.query<{ space: string }>(
        `select space from (${membershipsOf}) m where role = 'none' and position > $3 and space <> $1`,
        asked
      )
      return { position: feed[0]?.position ?? 0, documents, facts, lost: lost.map(row => row.space) }
    },
    frozen
  )
}

/** The spaces this person may read and the position of the fact that says so; the workspace's own is everyone's. */
const readable = `with readable as (
  select space, max(since) as since from (
    select space, position as since from (${membershipsOf}) m where role <> 'none'
    union all select $1, 0
  ) r group by space
)`
