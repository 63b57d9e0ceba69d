import type { PoolClient } from 'pg'
import type { FactDraft } from '#kernel/command/command.ts'
import { declarationOf, type Model } from '#kernel/schema/model.ts'
import type { StoredFact } from '../projector/facts.ts'

/** What is said anew of something is told wherever it was told before: nobody goes on reading what does not stand any more. */
export async function toldBefore(
  client: PoolClient,
  model: Model,
  workspace: string,
  drafts: readonly FactDraft[]
): Promise<readonly FactDraft[]> {
  const wider: FactDraft[] = []
  for (const draft of drafts) {
    const by = declarationOf(model, draft.kind)?.rest.latestBy
    if (!by || by.some((name: string) => typeof draft.body[name] !== 'string')) wider.push(draft)
    else {
      const same = by.map((name: string, at: number) => `body ->> '${name}' = $${at + 2}`).join(' and ')
      const { rows } = await client.query<{ space: string }>(
        `select space from fact_space s where workspace = $1 and fact = (
           select id from fact where workspace = $1 and kind = '${draft.kind}' and ${same} order by position desc limit 1)`,
        [workspace, ...by.map((name: string) => draft.body[name])]
      )
      wider.push({ ...draft, spaces: [...new Set([...draft.spaces, ...rows.map(row => row.space)])] })
    }
  }
  return wider
}

/**
 * Who is in a space with guests is known there: the cards of its people, its services, and who of them is a guest. What these facts
 * have changed is told in those spaces; returned as facts that a space sees from now on. Call it when the feed's row is locked.
 */
export async function introducePeople(client: PoolClient, workspace: string, facts: readonly StoredFact[]): Promise<StoredFact[]> {
  const of = (kind: string) => facts.filter(fact => fact.kind === kind).map(({ body }) => String(body['of']))
  const [spaces, services] = [[...of('membership'), ...of('groupMembership')], of('service')]
  if (!spaces.length && !services.length) return []
  // Who was of the company and is a guest now, or a guest and is of the company, is so in every space.
  const turned = facts.filter(({ kind, body }) => kind === 'membership' && body['of'] === workspace).map(({ body }) => body['person'])
  const { rows } = await client.query<StoredFact>(introduced, [workspace, spaces, services, turned])
  return rows
}

const latest = (kind: string, where: string) =>
  `select id from fact where workspace = $1 and kind = '${kind}' and ${where} order by position desc limit 1`
const introduced = `
  with concerned as (
    select unnest($2::text[]) as space
    union select body ->> 'of' from fact where workspace = $1 and kind = 'groupMembership' and body ->> 'group' = any($3)
    union select body ->> 'of' from fact where workspace = $1 and kind = 'membership' and body ->> 'person' = any($4)
  ), own as (
    select distinct on (body ->> 'of', body ->> 'person') body ->> 'of' as space, body ->> 'person' as person, body ->> 'role' as role
    from fact where workspace = $1 and kind = 'membership' and body ->> 'of' in (select space from concerned where space <> $1)
    order by body ->> 'of', body ->> 'person', position desc
  ), through as (
    select distinct on (body ->> 'of', body ->> 'group') body ->> 'of' as space, body ->> 'group' as service, body ->> 'role' as role
    from fact where workspace = $1 and kind = 'groupMembership' and body ->> 'of' in (select space from concerned)
    order by body ->> 'of', body ->> 'group', position desc
  ), inside as (
    select space, person from own where role <> 'none'
    union select t.space, s.person from through t join stint s on s.workspace = $1 and s.service = t.service and s.until is null
      where t.role <> 'none'
  ), marked as (
    select i.space, i.person, m.id as mark from inside i join fact m on m.workspace = $1
      and m.id = (${latest('membership', `body ->> 'of' = $1 and body ->> 'person' = i.person`)}) where m.body ->> 'role' = 'none'
  ), wanted as (
    select i.space, (${latest('person', `body ->> 'person' = i.person`)}) as fact from inside i
    union select space, mark from marked
    union select space, (${latest('standing', `body ->> 'person' = marked.person`)}) from marked
    union select space, (${latest('service', `body ->> 'of' = through.service`)}) from through where role <> 'none'
  ), told as (
    insert into fact_space (workspace, fact, space, position)
    select $1, fact, space, (select position from feed where workspace = $1) from wanted
    where fact is not null and space in (select space from marked)
    on conflict do nothing returning fact, space
  )
  select f.id, f.kind, f.body, f.by, f.at, f.position, array_agg(t.space) as spaces
  from told t join fact f on f.workspace = $1 and f.id = t.fact group by f.workspace, f.id order by f.position, f.id`
