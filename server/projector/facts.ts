import type { PoolClient } from 'pg'
import type { FactDraft } from '#kernel/command/command.ts'

export type StoredFact = FactDraft & { readonly by: string; readonly at: number; readonly position: number }

/** The next place in the feed. Its row stays locked until the commit: taken last, positions follow the order of commits. */
export async function takePosition(client: PoolClient, workspace: string): Promise<number> {
  const { rows } = await client.query<{ position: number }>(
    'update feed set position = position + 1 where workspace = $1 returning position',
    [workspace]
  )
  if (!rows[0]) throw new Error(`workspace ${workspace} has no feed`)
  return rows[0].position
}

/** Records facts, each once, in every space that may see it. Call it last in its transaction. */
export async function recordFacts(
  client: PoolClient,
  workspace: string,
  drafts: readonly FactDraft[],
  by: string,
  at: number
): Promise<StoredFact[]> {
  if (!drafts.length) return []
  const position = await takePosition(client, workspace)
  const { rows } = await client.query<{ id: string }>(
    `insert into fact (workspace, id, kind, body, by, at, position)
     select $1, id, kind, body, $2, $3, $4 from unnest($5::text[], $6::text[], $7::jsonb[]) as f (id, kind, body)
     on conflict (workspace, id) do nothing returning id`,
    [workspace, by, at, position, drafts.map(fact => fact.id), drafts.map(fact => fact.kind), drafts.map(fact => JSON.stringify(fact.body))]
  )
  const made = new Set(rows.map(row => row.id))
  // A fact said twice in one breath is one.
  const fresh = [...new Map(drafts.map(fact => [fact.id, fact])).values()].filter(fact => made.has(fact.id))
  const shown = fresh.flatMap(fact => fact.spaces.map(space => ({ fact: fact.id, space })))
  await client.query(
    `insert into fact_space (workspace, fact, space, position) select $1, fact, space, $2 from unnest($3::text[], $4::text[]) as s (fact, space)`,
    [workspace, position, shown.map(line => line.fact), shown.map(line => line.space)]
  )
  return fresh.map(fact => ({ ...fact, by, at, position }))
}
