import * as Y from 'yjs'
import { crc32c } from '#kernel/base/crc32c.ts'
import { persevere, type Database } from './database.ts'
import { build, type Log } from './log.ts'

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

/**
 * Takes in a whole state from the server: folded with what is stored, so that nothing known only here is lost.
 * Returns the document as this device now has it, with what is pending, which stays in the log.
 */
export async function takeCopy(
  database: Database,
  log: Log,
  document: string,
  state: Uint8Array,
  now: { have: number; moved: number }
): Promise<Y.Doc> {
  const stored = await log.load(document)
  const tail = stored.tail.filter(({ pending }) => !pending)
  const doc = build(new Y.Doc(), { ...stored, tail }, null)
  Y.applyUpdateV2(doc, state)
  const bytes = Y.encodeStateAsUpdateV2(doc)
  const { updates, snapshots, documents } = database
  await persevere(database, () =>
    database.transaction('rw', updates, snapshots, documents, async () => {
      await snapshots.put({ document, bytes, crc: crc32c(bytes) })
      await updates.bulkDelete(tail.map(({ seq }) => seq))
      await documents.update(document, now)
    })
  )
  return build(doc, { snapshot: null, tail: stored.tail.filter(({ pending }) => pending), damaged: false }, null)
}

const sameBytes = (a: Uint8Array, b: Uint8Array) => a.length === b.length && a.every((byte, index) => byte === b[index])
