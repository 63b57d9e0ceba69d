import type { PoolClient } from 'pg'
import type { FactDraft } from '#kernel/command/command.ts'
import type { StoredFact } from '../projector/facts.ts'

/** Those whose access these facts may change: who they name, who is in the services they speak of, and who was. */
export async function concernedBy(client: Pick<PoolClient, 'query'>, workspace: string, facts: readonly FactDraft[]): Promise<Set<string>> {
  const concerned = new Set<string>()
  const services: string[] = []
  for (const { kind, body } of facts) {
    if (kind === 'membership') concerned.add(String(body['person']))
    if (kind === 'groupMembership') services.push(String(body['group']))
    if (kind !== 'service' || typeof body['of'] !== 'string') continue
    services.push(body['of'])
    for (const person of [body['members'], body['managers']].flat()) if (typeof person === 'string') concerned.add(person)
  }
  if (!services.length) return concerned
  const { rows } = await client.query<{ person: string }>(
    'select distinct person from stint where workspace = $1 and service = any($2) and until is null',
    [workspace, services]
  )
  for (const { person } of rows) concerned.add(person)
  return concerned
}

/** Keeps since when, and until when, people are in the services that these facts speak of; in their transaction. */
export async function followServices(client: PoolClient, workspace: string, facts: readonly StoredFact[]): Promise<void> {
  const said = facts.filter(({ kind, body }) => kind === 'service' && typeof body['of'] === 'string')
  if (!said.length) return
  await client.query(
    `with said as (
       select body ->> 'of' as service, position, case when body ->> 'retired' = 'true' then '[]'::jsonb
         else coalesce(body -> 'members', '[]') || coalesce(body -> 'managers', '[]') end as people
       from fact where workspace = $1 and id = any($2)
     ), inside as (
       select distinct service, position, person from said cross join lateral jsonb_array_elements_text(people) as person
     ), gone as (
       update stint set until = said.position from said
       where stint.workspace = $1 and stint.service = said.service and stint.until is null
         and not exists (select from inside where inside.service = stint.service and inside.person = stint.person)
     )
     insert into stint (workspace, service, person, since) select $1, service, person, position from inside
     on conflict (workspace, person, service) do update set since = excluded.since, until = null where stint.until is not null`,
    [workspace, said.map(({ id }) => id)]
  )
}
