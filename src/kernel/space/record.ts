import * as Y from 'yjs'
import { isId } from '../base/id.ts'
import { declarationOf, fieldOf, type AnyDeclaration, type Model } from '../schema/model.ts'
import { elements } from './elements.ts'

/** What a document holds of one record: scalars by key, unchecked. A set's elements are keys of their own, `field/element`. */
export type RawValues = Readonly<Record<string, unknown>>
export type Raw = { readonly entity: string; readonly id: string; readonly values: RawValues }
/** Field -> value as a person gives it; a set is an array of ids. `deleted` marks and unmarks a deletion. */
export type Patch = Readonly<Record<string, unknown>>

/** The keys and scalars that a patch writes, a set compared with what stands so that only its differences are written. */
export function flatten(declaration: AnyDeclaration, patch: Patch, current: RawValues): Map<string, unknown> {
  const keys = new Map<string, unknown>()
  for (const [name, value] of Object.entries(patch)) {
    const field = fieldOf(declaration, name)
    if (!field && name !== 'deleted') throw new Error(`${declaration.name} has no field “${name}”`)
    if (field?.kind !== 'refs') {
      if (!Object.is(current[name] ?? null, value ?? null)) keys.set(name, value ?? null)
      continue
    }
    const wanted = new Set(value as readonly string[])
    for (const element of elements(current, name)) if (!wanted.has(element)) keys.set(`${name}/${element}`, null)
    for (const element of wanted) if (current[`${name}/${element}`] !== true) keys.set(`${name}/${element}`, true)
  }
  return keys
}

/** Creates the record's map once. Throws when the id exists: created twice, one side would be lost whole. */
export function createRecord(doc: Y.Doc, declaration: AnyDeclaration, id: string, values: Patch): void {
  const records = recordsOf(doc, declaration.name)
  if (records.has(id)) throw new Error(`${declaration.name} ${id} exists`)
  doc.transact(() => {
    const map = new Y.Map<unknown>()
    records.set(id, map)
    for (const [key, value] of flatten(declaration, values, {})) if (value !== null) map.set(key, value)
  }, doc.clientID)
}

/** Writes what differs and returns the keys written with their former and new values. Throws when the record is not here. */
export function changeRecord(
  doc: Y.Doc,
  declaration: AnyDeclaration,
  id: string,
  patch: Patch
): Map<string, { before: unknown; after: unknown }> {
  const map = recordsOf(doc, declaration.name).get(id)
  if (!(map instanceof Y.Map)) throw new Error(`${declaration.name} ${id} is not in this document`)
  const current = rawValues(map)
  const changed = new Map<string, { before: unknown; after: unknown }>()
  for (const [key, after] of flatten(declaration, patch, current)) changed.set(key, { before: current[key] ?? null, after })
  if (changed.size) doc.transact(() => changed.forEach(({ after }, key) => map.set(key, after)), doc.clientID)
  return changed
}

export function readRecord(doc: Y.Doc, entity: string, id: string): Raw | null {
  const map = recordsOf(doc, entity).get(id)
  return map instanceof Y.Map && isId(id) ? { entity, id, values: rawValues(map) } : null
}

/** Every record of the entities the model knows; unknown entities and ids that are none stay in the document, untouched. */
export function readRecords(model: Model, doc: Y.Doc): Raw[] {
  const found: Raw[] = []
  for (const entity of doc.share.keys()) {
    if (declarationOf(model, entity)?.by !== 'people') continue
    for (const [id, map] of recordsOf(doc, entity)) if (map instanceof Y.Map && isId(id)) found.push({ entity, id, values: rawValues(map) })
  }
  return found
}

/** The records that a transaction touched, each once. */
export function changedRecords(model: Model, transaction: Y.Transaction): { entity: string; id: string }[] {
  const touched = new Map<string, { entity: string; id: string }>()
  const touch = (entity: string, id: string) => {
    if (declarationOf(model, entity)?.by === 'people' && isId(id)) touched.set(`${entity}/${id}`, { entity, id })
  }
  for (const [type, keys] of transaction.changed) {
    const entity = rootName(type)
    if (entity !== null) for (const key of keys) key !== null && touch(entity, key)
    else {
      const parent = type._item?.parent
      const id = type._item?.parentSub
      const root = parent instanceof Y.AbstractType ? rootName(parent) : null
      if (root !== null && typeof id === 'string') touch(root, id)
    }
  }
  return [...touched.values()]
}

/** The name under which a type stands at the document's root, or null when it is nested. */
export function rootName(type: Y.AbstractType<unknown> | { _item: unknown; doc: Y.Doc | null }): string | null {
  if (type._item !== null) return null
  for (const [name, root] of type.doc?.share ?? []) if (root === type) return name
  return null
}

const recordsOf = (doc: Y.Doc, entity: string) => doc.getMap<unknown>(entity)
function rawValues(map: Y.Map<unknown>): RawValues {
  const values: Record<string, unknown> = Object.create(null)
  map.forEach((value, key) => (values[key] = scalar(value)))
  return values
}
/** What another program may have put there and JSON cannot carry is read as its words, which no field but a text takes for its own. */
const scalar = (value: unknown) => {
  if (typeof value === 'object' && value !== null) return undefined
  return typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value)) ? String(value) : value
}
