import Dexie, { type Table } from 'dexie'
import type { Environment } from './environment.ts'
import { versions } from './stores.ts'
import { clearOf, Seal, sealing } from './vault-disk.ts'
import { keyOf, Locked, sealedName, vaultOf } from './vault.ts'
import { condemned } from './wipe.ts'

/** One Yjs update, in the order this device knew it. `pending` is absent once the server holds it durably. */
export type UpdateEntry = {
  seq?: number
  document: string
  bytes: Uint8Array
  crc: number
  pending?: 1
  /** The action that made it, and the records it touched (`entity/id`). */
  batch?: string
  records?: readonly string[]
  /** When it was made, by this device's clock. */
  at?: number
  /** Where it is kept beside the disk until the server holds it. */
  spare?: string
}
/** The state of a document, every acknowledged update before it folded in. Bytes in Yjs's V2 format. */
export type Snapshot = { document: string; bytes: Uint8Array; crc: number }
/** What one action did to one key of one record; `update` is the entry of the log that carries it. */
export type JournalLine = {
  seq?: number
  update?: number
  batch: string
  at: number
  document: string
  space: string
  entity: string
  record: string
  /** The key in the record's map; `create` for the birth of the record, `after` then holds all its values. */
  key: string
  before: unknown
  after: unknown
  label?: { fr: string; en: string }
}
/** An action as undo sees it: `done` can be undone, `undone` can be redone. */
export type Batch = { id: string; order: number; state: 'done' | 'undone'; label?: { fr: string; en: string } }
/** A document the server says this person may see; `have` behind `wanted` means that it must be fetched. */
export type KnownDocument = { name: string; space: string; sort: 'plan' | 'text'; wanted: number; have: number; moved: number }
/** The rows of a space as bytes, true up to a place in the log, in the moves of documents and in the feed. */
export type RowBlob = { space: string; bytes: Uint8Array; digest: string; seq: number; moved: number; position: number }
export type StoredFact = {
  id: string
  kind: string
  body: Record<string, unknown>
  spaces: readonly string[]
  by: string | null
  at: number
  position: number
}
export type Refusal = { code: string; label: { fr: string; en: string }; field?: string }
export type OutboxEntry = {
  seq?: number
  id: string
  name: string
  input: unknown
  at: number
  /** Documents whose updates up to `mark` must be acknowledged first. */
  needs: readonly string[]
  mark: number
  refusal?: Refusal
}
/** Edits that the server would not take, kept with their content until their author decides. */
export type Aside = {
  seq?: number
  document: string
  space: string
  at: number
  reason: Refusal
  updates: readonly Uint8Array[]
  lines: readonly JournalLine[]
  text?: string
}
export type Damaged = {
  seq?: number
  update?: number
  document: string
  at: number
  bytes: Uint8Array
  crc: number
  pending: boolean
  spare?: string
}
/** The first bytes of a copy that was interrupted. */
export type Partial = { document: string; tag: string; bytes: Uint8Array }

/** Told when another tab stands in the way of an upgrade, or when this one stands in another's. */
export type Hindrance = 'blocked' | 'outdated'

export class Database extends Dexie {
  declare updates: Table<UpdateEntry, number>
  declare snapshots: Table<Snapshot, string>
  declare journal: Table<JournalLine, number>
  declare batches: Table<Batch, string>
  declare documents: Table<KnownDocument, string>
  declare rows: Table<RowBlob, string>
  declare facts: Table<StoredFact, string>
  declare outbox: Table<OutboxEntry, number>
  declare asides: Table<Aside, number>
  declare damaged: Table<Damaged, number>
  declare partials: Table<Partial, string>
  declare meta: Table<{ key: string; value: unknown }, string>
}

type Disk = Pick<Environment, 'indexedDB' | 'IDBKeyRange' | 'memory'>

/** One database for each workspace and person on this device; under a PIN, the sealed one that stands for it. */
export function openDatabase(
  name: string,
  disk: Disk,
  hindered: (by: Hindrance) => void = () => {},
  /** It was not there: a new device, or one whose browser has cleared it. */
  made: () => void = () => {}
): Database {
  const key = keyOf(disk.indexedDB, name)
  if (!key && vaultOf(disk.memory, name)) throw new Locked('This device is locked.')
  const database = connect(name, key, disk)
  database.on('populate', () => made())
  database.on('blocked', () => hindered('blocked'))
  database.on('versionchange', event => {
    // Taken away by the browser, it is made again; by its person, or for another form of it, never.
    if (event.newVersion === null && !condemned(disk.memory, name) && Boolean(key) === Boolean(vaultOf(disk.memory, name))) return
    finish(database)
    // Removed for good: nor would what comes after us make it again.
    if (event.newVersion === null) return false
    // Another tab carries a newer version: let it through at once and say so, or it waits for us for ever.
    hindered('outdated')
    return
  })
  return database
}

/** As it is on the disk, or sealed by a key. */
export function connect(name: string, key: CryptoKey | null, { indexedDB, IDBKeyRange }: Omit<Disk, 'memory'>): Database {
  const database = new Database(key ? sealedName(name) : name, { indexedDB, IDBKeyRange, cache: 'disabled' })
  versions.forEach((stores, index) => database.version(index + 1).stores(stores))
  if (!key) return database
  database.use(sealing(key))
  sealedBy.set(database, key)
  return database
}
const sealedBy = new WeakMap<Database, CryptoKey>()

const finished = new WeakSet<Database>()
/** Lets go of the disk for good. */
export function finish(database: Database): void {
  finished.add(database)
  database.close({ disableAutoOpen: true })
}

/** It was let go of: what is left to write has nowhere to go. */
export const released = (database: Database): boolean => finished.has(database)

/** Runs again after the connection to the disk died (a browser may drop it at any time); any other fault is thrown. */
export async function persevere<T>(database: Database, run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    if (!died(error) || finished.has(database)) throw error
    database.close({ disableAutoOpen: false })
    await database.open()
    return run()
  }
}
const died = (error: unknown) =>
  error instanceof Error && ['DatabaseClosedError', 'InvalidStateError', 'UnknownError', 'TransactionInactiveError'].includes(error.name)

/** Whether a fault says that the disk is full, however deep the browser hides it. */
export const diskFull = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  (('name' in error && error.name === 'QuotaExceededError') || ('inner' in error && error.inner !== error && diskFull(error.inner)))

/** Writes through to the disk, not to the system's memory only: for what must survive a power cut the moment it is promised. */
export async function writeThrough(database: Database, store: string, entry: Record<string, unknown>): Promise<void> {
  if (!database.isOpen()) await database.open()
  const key = sealedBy.get(database)
  const { schema } = database.core.table(store)
  const written = key ? await new Seal(key, store, clearOf(schema)).close(entry) : entry
  const transaction = database.backendDB().transaction([store], 'readwrite', { durability: 'strict' })
  transaction.objectStore(store).put(written)
  await new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(transaction.error ?? new Error('The write was given up.'))
  })
}
