import type { PoolClient } from 'pg'
import type { Move } from '#kernel/command/command.ts'
import { planName, textName } from '#kernel/space/name.ts'
import { declarationOf, type Model } from '#kernel/schema/model.ts'
import { keyOf } from '../postgres/column.ts'
import { table } from '../postgres/read-model.ts'
import type { StoredFact } from '../projector/facts.ts'
import type { AnyField } from '#kernel/schema/field.ts'

export type Along = { names: string[]; facts: StoredFact[] }

/** Locks the plans and texts that a removal touches, in every writer's order: documents by id, then the feed. */
export async function lockDocuments(client: PoolClient, model: Model, workspace: string, moves: readonly Move[]): Promise<void> {
  const texts = moves.flatMap(({ entity, id }) => richFields(model, entity).map(field => textName(workspace, entity, id, field)))
  const plans = moves.flatMap(({ from, to }) => [planName(workspace, from), planName(workspace, to)])
  await client.query('select from document where name = any($1) order by id for update', [[...texts, ...plans]])
}

/**
 * Takes along what is identified by its record: its texts, who holds its id, the facts about it. Call it when the feed's row is
 * locked. Returns the names of the texts that changed space, and the facts that a space sees from now on.
 */
export async function takeAlong(client: PoolClient, model: Model, workspace: string, moves: readonly Move[]): Promise<Along> {
  const names: string[] = []
  const facts: StoredFact[] = []
  for (const { entity, id, from, to } of moves) {
    await client.query('delete from claim where workspace = $1 and scope = $2 and key = $3 and holder = $4', [
      workspace,
      `${entity}.id`,
      id,
      to,
    ])
    await client.query('update claim set holder = $4 where workspace = $1 and scope = $2 and key = $3 and holder = $5', [
      workspace,
      `${entity}.id`,
      id,
      to,
      from,
    ])
    const texts = richFields(model, entity).map(field => textName(workspace, entity, id, field))
    const { rows } = await client.query<{ name: string }>(
      `update document set space = $2, position = (select position from feed where workspace = $1)
       where name = any($3) and space <> $2 returning name`,
      [workspace, to, texts]
    )
    names.push(...rows.map(row => row.name))
    // A space is read again from its rows, where the words of its texts stand: those of a stub that comes back are the words it left
    // with, and a stub keeps none.
    for (const field of richFields(model, entity)) {
      await client.query(
        `update ${table(entity)} t set "${field}" = f."${field}", "${keyOf(field)}" = f."${keyOf(field)}" from ${table(entity)} f
         where t.workspace = $1 and f.workspace = $1 and t.id = $2 and f.id = $2 and f.space = $3 and t.space = $4`,
        [workspace, id, from, to]
      )
      await client.query(
        `update ${table(entity)} set "${field}" = '', "${keyOf(field)}" = '' where workspace = $1 and id = $2 and space = $3`,
        [workspace, id, from]
      )
    }
    for (const [kind, field] of pointers(model, entity)) {
      const { rows: about } = await client.query<StoredFact>(
        `with seen as (insert into fact_space (workspace, fact, space, position)
         select f.workspace, f.id, $2, (select position from feed where workspace = $1) from fact f
         where f.workspace = $1 and f.kind = $3 and f.body ->> $4 = $5 on conflict do nothing returning fact)
         select f.id, f.kind, f.body, f.by, f.at, f.position, array[$2] as spaces
         from fact f join seen s on s.fact = f.id where f.workspace = $1`,
        [workspace, to, kind, field, id]
      )
      facts.push(...about)
    }
  }
  return { names, facts }
}

const richFields = (model: Model, entity: string) =>
  Object.entries((declarationOf(model, entity)?.fields ?? {}) as Record<string, AnyField>).flatMap(([name, { kind }]) =>
    kind === 'rich' ? [name] : []
  )
/** The facts that name a record of the entity, and in which field. */
const pointers = (model: Model, entity: string) =>
  Object.values(model)
    .filter(declaration => declaration.by === 'server')
    .flatMap(declaration =>
      Object.entries(declaration.fields as Record<string, AnyField>)
        .filter(([, field]) => field.kind === 'ref' && field.target === entity)
        .map(([field]) => [declaration.name as string, field] as const)
    )
