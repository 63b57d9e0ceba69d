import * as Y from 'yjs'
import type { Edit, Move } from '#kernel/command/command.ts'
import { changeRecord, createRecord, readRecord } from '#kernel/space/record.ts'
import { declarationOf, type Model } from '#kernel/schema/model.ts'

/** A key written as it stands in the record's map, by the author of an edit that came too late. */
export type Carried = { readonly entity: string; readonly id: string; readonly key: string; readonly value: unknown }
export type PlanChanges = { readonly edits?: readonly Edit[]; readonly moves?: readonly Move[]; readonly carried?: readonly Carried[] }

/** The update that makes these changes on a space's plan; the document itself is not touched. */
export function changePlan(
  model: Model,
  doc: Y.Doc,
  space: string,
  now: number,
  { edits = [], moves = [], carried = [] }: PlanChanges
): Uint8Array {
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  const before = Y.encodeStateVector(copy)
  copy.transact(() => {
    edits.forEach(edit => put(model, copy, edit))
    moves.forEach(move => mark(copy, move, space, now))
    carried.forEach(({ entity, id, key, value }) => recordIn(copy, entity, id)?.set(key, value))
  })
  return Y.encodeStateAsUpdate(copy, before)
}

/** Where a record of this plan went, if it left. */
export const addressOf = (values: Readonly<Record<string, unknown>> | null | undefined): string | null =>
  typeof values?.['moved'] === 'string' ? values['moved'] : null

/** Created when it is not there, otherwise only what differs. */
function put(model: Model, doc: Y.Doc, { entity, id, values }: Edit) {
  const declaration = declarationOf(model, entity)
  if (declaration?.by !== 'people') throw new Error(`“${entity}” is not written by people`)
  if (readRecord(doc, entity, id)) changeRecord(doc, declaration, id, values)
  else createRecord(doc, declaration, id, values)
}

/**
 * What left stays as a stub with its new address and nothing else: an edit made offline meanwhile still lands somewhere, and who stays
 * behind keeps nothing of it. What comes back is whole again.
 */
function mark(doc: Y.Doc, { entity, id, from, to }: Move, space: string, now: number) {
  const record = recordIn(doc, entity, id)
  if (!record) return
  if (space === from) {
    for (const [key, value] of [...record.entries()]) if (value !== null && key !== 'moved' && key !== 'deleted') record.set(key, null)
    record.set('moved', to)
    record.set('deleted', now)
  } else if (record.get('moved')) {
    record.set('moved', null)
    record.set('deleted', null)
  }
}
const recordIn = (doc: Y.Doc, entity: string, id: string) => {
  const found = doc.getMap(entity).get(id)
  return found instanceof Y.Map ? (found as Y.Map<unknown>) : undefined
}
