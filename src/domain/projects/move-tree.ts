import type { Edit, Move } from '#kernel/command/command.ts'
import type { AnyField } from '#kernel/schema/field.ts'
import { declarationOf, type AnyDeclaration, type Model } from '#kernel/schema/model.ts'

type Row = Readonly<Record<string, unknown>> & { readonly id: string }
/** What moves, from where to where; `under` names, by entity, the record of the new space that takes the place of one left behind. */
export type Removal = {
  readonly entity: string
  readonly record: string
  readonly from: string
  readonly to: string
  readonly under: Readonly<Record<string, string>>
  /** When: what is cut is deleted then. */
  readonly at: number
}
export type Moved = {
  readonly edits: readonly Edit[]
  readonly moves: readonly Move[]
  readonly records: readonly { readonly entity: string; readonly row: Row }[]
  /** A reference that cannot be kept and has no new holder: the move needs it in `under`. */
  readonly needs: AnyField | null
}

/**
 * A record with all that is part of it: written whole in the new space under the same ids, and named as moves, which leave its address
 * in the old one. What ties a record that goes to one that stays is cut: an optional reference is emptied,
 * a record that must have both ends (a dependency) is deleted.
 */
export function moveTree(model: Model, rows: ReadonlyMap<string, readonly Row[]>, move: Removal): Moved {
  const root = rows.get(move.entity)?.find(row => row.id === move.record)
  if (!root) return { edits: [], moves: [], records: [], needs: null }
  const gone = new Map<string, { entity: string; row: Row }>([[`${move.entity}/${root.id}`, { entity: move.entity, row: root }]])
  const has = (entity: string, id: unknown) => gone.has(`${entity}/${String(id)}`)
  for (let size = 0; size !== gone.size;) {
    size = gone.size
    for (const [entity, own] of rows)
      for (const row of own)
        if (!has(entity, row.id) && belongs(declarationOf(model, entity), row, has)) gone.set(`${entity}/${row.id}`, { entity, row })
  }
  const edits: Edit[] = []
  const moves: Move[] = []
  const records: { entity: string; row: Row }[] = []
  let needs: AnyField | null = null
  for (const { entity, row } of gone.values()) {
    const declaration = declarationOf(model, entity) as AnyDeclaration
    const values = present(declaration, row)
    let whole = true
    for (const [field, spec] of references(model, declaration)) {
      const isRoot = row === root
      const other = row[field]
      if (isRoot && other === null && move.under[spec.target as string]) values[field] = move.under[spec.target as string]
      if (typeof other !== 'string' || has(spec.target as string, other)) continue
      // What is under the root follows it into its new phase; only the root itself is given a new parent.
      const follows = entity === move.entity && (isRoot || spec.target !== entity)
      const place = other === move.from ? move.to : follows ? (move.under[spec.target as string] ?? null) : null
      if (place === null && !spec.options.optional) {
        whole = false
        if (isRoot) needs = spec
      }
      values[field] = place
    }
    if (!whole) edits.push({ space: move.from, entity, id: row.id, values: { deleted: row['deleted'] ?? move.at } })
    else {
      records.push({ entity, row })
      moves.push({ entity, id: row.id, from: move.from, to: move.to })
      edits.push({ space: move.to, entity, id: row.id, values: { ...values, deleted: row['deleted'] ?? null } })
    }
  }
  for (const [entity, own] of rows)
    for (const row of own) {
      const left = references(model, declarationOf(model, entity) as AnyDeclaration).filter(([field, spec]) =>
        has(spec.target as string, row[field])
      )
      if (left.length && !has(entity, row.id))
        edits.push({ space: move.from, entity, id: row.id, values: Object.fromEntries(left.map(([field]) => [field, null])) })
    }
  return { edits, moves, records, needs }
}

/** References to records of the same kind of space. */
const references = (model: Model, declaration: AnyDeclaration): [string, AnyField][] =>
  Object.entries(declaration.fields as Record<string, AnyField>).filter(([, { kind, target }]) => {
    const other = kind === 'ref' ? declarationOf(model, target as string) : undefined
    return other?.by === 'people' && other.rest.home === declaration.rest.home
  })
const belongs = (declaration: AnyDeclaration | undefined, row: Row, has: (entity: string, id: unknown) => boolean): boolean =>
  (declaration?.rest.partOf ?? []).some((field: string) => has(declaration?.fields[field].target as string, row[field]))

const held = (declaration: AnyDeclaration) =>
  Object.entries(declaration.fields as Record<string, AnyField>).filter(([, { kind }]) => kind !== 'rich')
const present = (declaration: AnyDeclaration, row: Row): Record<string, unknown> =>
  Object.fromEntries(held(declaration).map(([name]) => [name, row[name] ?? null]))
