import type { PoolClient } from 'pg'

export type Record_ = { readonly entity: string; readonly id: string }

/** Claims the ids of new records for their space; returns those that another space holds: the first in server order keeps an id. */
export async function claimIds(
  client: PoolClient,
  workspace: string,
  space: string,
  born: readonly Record_[]
): Promise<(Record_ & { holder: string })[]> {
  if (!born.length) return []
  const { rows } = await client.query<{ scope: string; key: string; holder: string | null }>(
    `with asked as (select * from unnest($3::text[], $4::text[]) as a (scope, key)),
     made as (insert into claim (workspace, scope, key, holder) select $1, scope, key, $2 from asked on conflict do nothing)
     select a.scope, a.key, (
       select holder from claim c where c.workspace = $1 and c.scope = a.scope and c.key = a.key order by since limit 1
     ) as holder
     from asked a`,
    [workspace, space, born.map(({ entity }) => `${entity}.id`), born.map(({ id }) => id)]
  )
  return rows.flatMap(({ scope, key, holder }) =>
    holder === null || holder === space ? [] : [{ entity: scope.slice(0, -3), id: key, holder }]
  )
}

/** Frees the ids of records that are gone; returns who holds each now, if anyone waited. */
export async function freeIds(
  client: PoolClient,
  workspace: string,
  space: string,
  gone: readonly Record_[]
): Promise<(Record_ & { space: string })[]> {
  if (!gone.length) return []
  const { rows } = await client.query<{ scope: string; key: string; holder: string }>(
    `with freed as (
       delete from claim c using unnest($3::text[], $4::text[]) as a (scope, key)
       where c.workspace = $1 and c.holder = $2 and c.scope = a.scope and c.key = a.key returning c.scope, c.key
     )
     select distinct on (c.scope, c.key) c.scope, c.key, c.holder from claim c join freed f on f.scope = c.scope and f.key = c.key
     where c.workspace = $1 and c.holder <> $2 order by c.scope, c.key, c.since`,
    [workspace, space, gone.map(({ entity }) => `${entity}.id`), gone.map(({ id }) => id)]
  )
  return rows.map(({ scope, key, holder }) => ({ entity: scope.slice(0, -3), id: key, space: holder }))
}

/** The values that a space, the second parameter, claims in a workspace, the first, after another did. */
export const lostTo = `select c.scope, c.key from claim c where c.workspace = $1 and c.holder = $2 and c.scope like '%.id'
  and exists (select from claim o where o.workspace = c.workspace and o.scope = c.scope and o.key = c.key and o.since < c.since)`
