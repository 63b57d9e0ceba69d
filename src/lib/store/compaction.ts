import * as Y from 'yjs'
import { crc32c } from '#kernel/base/crc32c.ts'
import { persevere, type Database, type KnownDocument } from './database.ts'
import { build, type Log, type Stored } from './log.ts'

/** Folded when a document's tail is longer than this, in entries or in bytes. */
export const foldAfter = { entries: 200, bytes: 512 * 1024 } as const

/** Documents whose acknowledged tail has grown too long. */
export async function overgrown(database: Database): Promise<string[]> {
  const sizes = new Map<string, { entries: number; bytes: number }>()
  await database.updates.each(({ document, bytes, pending }) => {
    if (pending) return
    const size = sizes.get(document) ?? { entries: 0, bytes: 0 }
    sizes.set(document, { entries: size.entries + 1, bytes: size.bytes + bytes.length })
  })
  return [...sizes].filter(([, { entries, bytes }]) => entries > foldAfter.entries || bytes > foldAfter.bytes).map(([document]) => document)
}

/**
 * Folds what the server holds of a document into its snapshot and drops those entries. What is pending stays an entry of its own.
 * Nothing is dropped unless the snapshot, read back, says the same as what it replaces. Under a lock: one tab at a time.
 */
export async function compact(database: Database, log: Log, document: string): Promise<'folded' | 'kept'> {
  const stored = await log.load(document)
  const tail = stored.tail.filter(({ pending }) => !pending)
  if (stored.damaged || !tail.length) return 'kept'
  const doc = build(new Y.Doc(), { ...stored, tail }, null)
  const bytes = Y.encodeStateAsUpdateV2(doc)
  const copy = new Y.Doc()
  Y.applyUpdateV2(copy, bytes)
  const same = sameBytes(Y.encodeStateVector(doc), Y.encodeStateVector(copy)) && Y.equalSnapshots(Y.snapshot(doc), Y.snapshot(copy))
  doc.destroy()
  copy.destroy()
  if (!same) return 'kept'
  const { updates, snapshots } = database
  await persevere(database, () =>
    database.transaction('rw', updates, snapshots, async () => {
      const former = await snapshots.get(document)
      // A copy from the server may have replaced the snapshot while this one was made.
      if ((former?.bytes ?? null) === null ? stored.snapshot !== null : former?.crc !== crc32c(stored.snapshot ?? new Uint8Array())) return
      await snapshots.put({ document, bytes, crc: crc32c(bytes) })
      await updates.bulkDelete(tail.map(({ seq }) => seq))
    })
  )
  return 'folded'
}

/** What came of a document from the server: all of it, or what was not here. */
export type Copy = Pick<KnownDocument, 'name' | 'space' | 'have' | 'moved'> & { update: Uint8Array; whole: boolean }

/**
 * Takes in what came from the server, all of it in one transaction: folded with what is stored, so that nothing known only here is
 * lost. Returns each document as this device now has it, with what is pending, which stays in the log; null, and nothing written,
 * for a difference that does not join on to what is stored.
 */
export async function takeCopies(database: Database, log: Log, copies: readonly Copy[]): Promise<(Y.Doc | null)[]> {
  const stored = await log.loadAll(copies.map(({ name }) => name))
  const taken = copies.map((copy, at) => fold(copy, stored[at] as Stored))
  const { updates, snapshots, documents } = database
  const written = taken.flatMap(each => each ?? [])
  await persevere(database, () =>
    database.transaction('rw', updates, snapshots, documents, async () => {
      await snapshots.bulkPut(written.map(({ copy: { name }, bytes }) => ({ document: name, bytes, crc: crc32c(bytes) })))
      await updates.bulkDelete(written.flatMap(({ folded }) => folded))
      await documents.bulkUpdate(written.map(({ copy: { name, have, moved } }) => ({ key: name, changes: { have, moved } })))
    })
  )
  return taken.map(
    (each, at) =>
      each && build(each.doc, { snapshot: null, tail: (stored[at] as Stored).tail.filter(({ pending }) => pending), damaged: false }, null)
  )
}
function fold(copy: Copy, stored: Stored): { copy: Copy; doc: Y.Doc; bytes: Uint8Array; folded: number[] } | null {
  const tail = stored.tail.filter(({ pending }) => !pending)
  const doc = build(new Y.Doc(), { ...stored, tail }, null)
  Y.applyUpdateV2(doc, copy.update)
  if (!copy.whole && (doc.store.pendingStructs || doc.store.pendingDs)) return null
  const bytes = copy.whole && !stored.snapshot && !tail.length ? copy.update : Y.encodeStateAsUpdateV2(doc)
  return { copy, doc, bytes, folded: tail.map(({ seq }) => seq) }
}

/** What is stored of each that the server has acknowledged, as Yjs state vectors. */
export async function vectorsOf(log: Log, names: readonly string[]): Promise<Map<string, Uint8Array>> {
  const stored = names.length ? await log.loadAll(names) : []
  return new Map(stored.map((each, at) => [names[at] as string, vectorOf(each)]))
}
function vectorOf({ snapshot, tail, damaged }: Stored): Uint8Array {
  const acknowledged = tail.filter(({ pending }) => !pending)
  if (snapshot && !acknowledged.length) return Y.encodeStateVectorFromUpdateV2(snapshot)
  const doc = build(new Y.Doc(), { snapshot, tail: acknowledged, damaged }, null)
  const vector = Y.encodeStateVector(doc)
  doc.destroy()
  return vector
}

const sameBytes = (a: Uint8Array, b: Uint8Array) => a.length === b.length && a.every((byte, index) => byte === b[index])
