import * as Y from 'yjs'
import { crc32c } from '#kernel/base/crc32c.ts'
import { diskFull, persevere, released, type Database, type JournalLine, type Snapshot, type UpdateEntry } from './database.ts'
import type { Environment } from './environment.ts'

/** An update on its way to the disk. `acked` may come true before it lands there: it is then written as acknowledged. */
export type Draft = {
  readonly document: string
  readonly bytes: Uint8Array
  readonly batch?: string
  readonly records?: readonly string[]
  readonly at?: number
  readonly lines?: readonly JournalLine[]
  readonly spare?: string
  /** Further writes that belong with it, in the same transaction. */
  readonly beside?: (database: Database) => Promise<unknown>
  acked: boolean
  seq: number | null
}
/** What a document is made of on this device. */
export type Stored = {
  snapshot: Uint8Array | null
  tail: readonly { seq: number; bytes: Uint8Array; pending: boolean }[]
  damaged: boolean
  broken?: readonly number[]
}

type Told = {
  written(drafts: readonly Draft[]): void
  hindered(by: 'full' | 'disk' | null): void
  /** Something stored of this document cannot be relied on and was set apart: these places of the log, or its snapshot. */
  damaged(document: string, seqs: readonly number[]): void
}

/** Where every change is first: one append-only log for all documents and all tabs of a person on this device. */
export class Log {
  readonly #database: Database
  readonly #environment: Pick<Environment, 'clock' | 'later'>
  readonly #told: Partial<Told>
  #queue: { draft: Draft; done: (seq: number) => void; failed: (error: unknown) => void }[] = []
  #writing: Promise<void> | null = null
  /** The last place in the log that this tab knows of. */
  last = 0

  constructor(database: Database, environment: Pick<Environment, 'clock' | 'later'>, told: Partial<Told> = {}) {
    this.#database = database
    this.#environment = environment
    this.#told = told
  }

  /** Resolves once the update and its journal lines are on disk, together. On a full disk it waits, in memory, for room. */
  append(draft: Draft): Promise<number> {
    return new Promise((done, failed) => {
      this.#queue.push({ draft, done, failed })
      this.#writing ??= this.#drain().finally(() => (this.#writing = null))
    })
  }

  /** Resolves when everything appended so far is on disk. */
  async settled(): Promise<void> {
    while (this.#writing) await this.#writing
  }

  async #drain(): Promise<void> {
    let hindered: 'full' | 'disk' | null = null
    while (this.#queue.length) {
      const group = this.#queue.splice(0, 500)
      try {
        const unsent = group.map(({ draft }) => draft).filter(({ acked }) => !acked)
        const seqs = await this.#write(group.map(({ draft }) => draft))
        group.forEach(({ draft, done }, index) => done((draft.seq = seqs[index] as number)))
        // Acknowledged while they were on their way to the disk.
        await this.acknowledge(unsent.filter(({ acked }) => acked))
        this.last = Math.max(this.last, ...seqs)
        if (hindered) this.#told.hindered?.((hindered = null))
        this.#told.written?.(group.map(({ draft }) => draft))
      } catch (error) {
        if (error instanceof Error && error.name === 'DataCloneError') {
          for (const { failed } of group) failed(error)
          continue
        }
        if (released(this.#database)) return
        // Nothing typed is lost: it stays in memory, goes to the server, and waits here for the disk.
        this.#queue.unshift(...group)
        this.#told.hindered?.((hindered = diskFull(error) ? 'full' : 'disk'))
        await new Promise<void>(resolve => this.#environment.later(3_000, resolve))
      }
    }
  }

  #write(drafts: readonly Draft[]): Promise<number[]> {
    const { updates, journal, batches } = this.#database
    return persevere(this.#database, () =>
      this.#database.transaction('rw', updates, journal, batches, async () => {
        const seqs = (await updates.bulkAdd(drafts.map(entryOf), { allKeys: true })) as number[]
        const lines = drafts.flatMap(({ lines = [] }, index) => lines.map(line => ({ ...line, update: seqs[index] as number })))
        if (lines.length) await journal.bulkAdd(lines)
        for (const { beside } of drafts) await beside?.(this.#database)
        return seqs
      })
    )
  }

  /** Marks as held by the server. What a tab wrote and another sent counts for both. */
  async acknowledge(drafts: readonly Draft[]): Promise<void> {
    for (const draft of drafts) draft.acked = true
    const places = new Map(drafts.flatMap(({ seq, spare }) => (seq === null ? [] : [[seq, spare] as const])))
    // After the browser has cleared the disk, a place may be another's.
    const clear = (entry: UpdateEntry) => {
      if (entry.spare !== places.get(entry.seq as number)) return
      delete entry.pending
      delete entry.spare
    }
    if (places.size)
      await persevere(this.#database, () =>
        this.#database.updates
          .where('seq')
          .anyOf([...places.keys()])
          .modify(clear)
      )
  }

  /** The document as stored. An entry whose checksum is wrong is set apart in `damaged`; the rest is still good. */
  async load(document: string): Promise<Stored> {
    return (await this.loadAll([document]))[0] as Stored
  }
  /** Many of them, read in one instant. */
  async loadAll(documents: readonly string[]): Promise<Stored[]> {
    const { updates, snapshots, damaged } = this.#database
    const all = await persevere(this.#database, () =>
      this.#database.transaction('rw', updates, snapshots, damaged, async () => {
        const kept = await snapshots.bulkGet([...documents])
        const [only] = documents
        const found = documents.length === 1 ? updates.where('document').equals(only as string) : updates.where('document').anyOf(documents)
        const entries = Map.groupBy(await found.sortBy('seq'), ({ document }) => document)
        const read: Stored[] = []
        for (const [at, document] of documents.entries()) read.push(await this.#judge(document, kept[at], entries.get(document) ?? []))
        return read
      })
    )
    all.forEach(({ damaged, broken = [] }, at) => damaged && this.#told.damaged?.(documents[at] as string, broken))
    return all
  }
  /** What does not have its checksum is set apart. */
  async #judge(document: string, snapshot: Snapshot | undefined, entries: readonly UpdateEntry[]): Promise<Stored> {
    const { updates, snapshots, damaged } = this.#database
    const broken = entries.filter(({ bytes, crc }) => crc32c(bytes) !== crc)
    const at = this.#environment.clock.now()
    for (const { seq, bytes, crc, pending, spare } of broken) {
      const entry = { update: seq as number, document, at, bytes, crc, pending: pending === 1 }
      await damaged.add(spare === undefined ? entry : { ...entry, spare })
      await updates.delete(seq as number)
    }
    const whole = snapshot === undefined || crc32c(snapshot.bytes) === snapshot.crc
    if (snapshot && !whole) {
      await damaged.add({ document, at, bytes: snapshot.bytes, crc: snapshot.crc, pending: false })
      await snapshots.delete(document)
    }
    const tail = entries
      .filter(entry => !broken.includes(entry))
      .map(({ seq, bytes, pending }) => ({ seq: seq as number, bytes, pending: pending === 1 }))
    const seqs = broken.map(({ seq }) => seq as number)
    return { snapshot: whole ? (snapshot?.bytes ?? null) : null, tail, damaged: broken.length > 0 || !whole, broken: seqs }
  }

  /** Entries by their place: how a tab learns what another wrote. Those folded into a snapshot meanwhile are missing. */
  async at(seqs: readonly number[]): Promise<UpdateEntry[]> {
    const entries = await persevere(this.#database, () => this.#database.updates.bulkGet([...seqs]))
    return entries.filter(entry => entry !== undefined && crc32c(entry.bytes) === entry.crc) as UpdateEntry[]
  }
}

const entryOf = ({ document, bytes, batch, records, at, acked, spare }: Draft): UpdateEntry => ({
  document,
  bytes,
  crc: crc32c(bytes),
  ...(acked ? {} : { pending: 1 as const }),
  ...(batch === undefined ? {} : { batch }),
  ...(records?.length ? { records } : {}),
  ...(at === undefined ? {} : { at }),
  ...(spare === undefined || acked ? {} : { spare }),
})

/** A document built from what is stored; `origin` marks what was loaded rather than written. */
export function build(doc: Y.Doc, { snapshot, tail }: Stored, origin: unknown): Y.Doc {
  doc.transact(() => {
    if (snapshot) Y.applyUpdateV2(doc, snapshot, origin)
    for (const { bytes } of tail) Y.applyUpdate(doc, bytes, origin)
  }, origin)
  return doc
}

const pieceSize = 1024 * 1024
/** Entries of the log as fewer updates, none much larger than a megabyte unless one edit is. */
export async function piecesOf<D extends { seq: number | null }>(
  log: Log,
  drafts: readonly D[]
): Promise<{ bytes: Uint8Array; drafts: D[] }[]> {
  await log.settled()
  const bySeq = new Map(drafts.flatMap(draft => (draft.seq === null ? [] : [[draft.seq, draft] as const])))
  const pieces: { updates: Uint8Array[]; size: number; drafts: D[] }[] = []
  for (const { seq, bytes } of await log.at([...bySeq.keys()].sort((a, b) => a - b))) {
    const draft = bySeq.get(seq as number)
    const last = pieces.at(-1)
    const piece = last && last.size + bytes.length <= pieceSize ? last : { updates: [], size: 0, drafts: [] }
    if (piece !== last) pieces.push(piece)
    piece.updates.push(bytes)
    piece.size += bytes.length
    if (draft) piece.drafts.push(draft)
  }
  return pieces.map(({ updates, drafts }) => ({ bytes: Y.mergeUpdates(updates), drafts }))
}
