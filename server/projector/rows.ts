import type { PoolClient } from 'pg'
import { fold } from '#kernel/base/fold.ts'
import type { RowChange } from '#kernel/projector/projection.ts'
import type { AnyRow } from '#kernel/query/evaluate.ts'
import type { AnyField } from '#kernel/schema/field.ts'
import { declarationOf, type AnyDeclaration, type Model } from '#kernel/schema/model.ts'
import { columnsOf, folds, keyOf } from '../postgres/column.ts'
import { table } from '../postgres/read-model.ts'

const chunk = 500

/** Puts rows as they are now into their tables, and takes away those that are gone. */
export async function writeRows(
  client: PoolClient,
  model: Model,
  workspace: string,
  space: string,
  changes: readonly RowChange[]
): Promise<void> {
  const byEntity = Map.groupBy(changes, change => change.entity)
  for (const [entity, all] of byEntity) {
    const declaration = declarationOf(model, entity)
    if (!declaration) continue
    const gone = all.filter(change => change.after === null).map(change => change.id)
    if (gone.length)
      await client.query(`delete from ${table(entity)} where workspace = $1 and space = $2 and id = any($3)`, [workspace, space, gone])
    const kept = all.flatMap(change => (change.after ? [change.after] : []))
    const text = upsert(model, declaration)
    // The next rows are spelled while Postgres takes the last.
    let taken: Promise<unknown> = Promise.resolve()
    for (let at = 0; at < kept.length; at += chunk) {
      const rows = JSON.stringify(kept.slice(at, at + chunk).map(row => toStore(declaration, workspace, row)))
      await taken
      taken = client.query({ name: `rows-${entity}`, text, values: [rows] })
    }
    await taken
  }
}

function toStore(declaration: AnyDeclaration, workspace: string, row: AnyRow): Record<string, unknown> {
  const stored: Record<string, unknown> = { workspace, ...row }
  for (const [name, field] of Object.entries(declaration.fields as Record<string, AnyField>))
    if (folds(field)) stored[keyOf(name)] = typeof row[name] === 'string' ? fold(row[name]) : null
  return stored
}

const upserts = new WeakMap<AnyDeclaration, string>()
function upsert(model: Model, declaration: AnyDeclaration): string {
  const known = upserts.get(declaration)
  if (known) return known
  const names = columnsOf(model, declaration).map(column => `"${column.name}"`)
  const values = names.filter(name => !['"workspace"', '"space"', '"id"'].includes(name))
  const made = `insert into ${table(declaration.name)} (${names.join(', ')})
    select ${names.join(', ')} from jsonb_populate_recordset(null::${table(declaration.name)}, $1::jsonb)
    on conflict (workspace, space, id) do update set ${values.map(name => `${name} = excluded.${name}`).join(', ')}`
  upserts.set(declaration, made)
  return made
}
