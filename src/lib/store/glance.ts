import type { KnownDocument, RowBlob, StoredFact } from './database.ts'
import type { Environment } from './environment.ts'
import type { Place, Rows } from './rows.ts'
import { sound } from './sound.ts'
import { Spare } from './spare.ts'
import { oldestPosition, staleDocuments, staleFacts } from './stale.ts'
import { versions } from './stores.ts'
import { vaultOf } from './vault.ts'

/** Up to where the rows are true, and the conflicts that this person has already seen. */
export type Glance = { places: ReadonlyMap<string, Place>; dismissed: ReadonlySet<string> }

/**
 * Brings the rows back from their blobs without what writes and sends. Null unless they are the whole truth of this device:
 * nothing was written after they were saved, and nothing waits to be sent or settled.
 */
export async function glance(
  name: string,
  { indexedDB, IDBKeyRange, memory }: Pick<Environment, 'indexedDB' | 'IDBKeyRange' | 'memory'>,
  rows: Rows
): Promise<Glance | null> {
  if (vaultOf(memory, name) || !new Spare(memory, name).empty) return null
  const database = await openAsItIs(indexedDB, name)
  if (!database) return null
  try {
    const stores = ['rows', 'documents', 'updates', 'facts', 'outbox', 'asides', 'meta']
    const transaction = database.transaction(stores, 'readonly')
    const store = (name: string) => transaction.objectStore(name)
    const updates = store('updates')
    const [blobs, known, last, pending, outbox, asides, recovered, dismissed] = await Promise.all([
      answer<RowBlob[]>(store('rows').getAll()),
      answer<KnownDocument[]>(store('documents').getAll()),
      lastEntries(updates.index('document')),
      answer(updates.index('pending').count()),
      answer(store('outbox').count()),
      answer(store('asides').count()),
      answer(store('meta').count('recovered')),
      answer<{ value: string[] } | undefined>(store('meta').get('dismissed')),
    ])
    const places = new Map<string, Place>(blobs.map(({ space, seq, moved, position }) => [space, { seq, moved, position }]))
    const named = known.map(({ space }) => space)
    const later = IDBKeyRange.lowerBound(oldestPosition(places, named), true)
    const facts = await answer<StoredFact[]>(store('facts').index('position').getAll(later))
    if (!places.size || pending || outbox || asides || recovered) return null
    if (staleDocuments(places, known, last).size || staleFacts(places, facts).length) return null
    const whole = (await sound(blobs)).length === blobs.length
    return whole && rows.take(blobs).size === blobs.length ? { places, dismissed: new Set(dismissed?.value) } : null
  } finally {
    database.close()
  }
}

/** Null when it is not there, or not in the form that this version reads. */
function openAsItIs(indexedDB: IDBFactory, name: string): Promise<IDBDatabase | null> {
  return new Promise(resolve => {
    const asked = indexedDB.open(name)
    // It was not there, and is not made here.
    asked.onupgradeneeded = () => asked.transaction?.abort()
    asked.onerror = () => resolve(null)
    asked.onsuccess = () => {
      const database = asked.result
      database.onversionchange = () => database.close()
      // Dexie counts in tens.
      if (database.version === 10 * versions.length) return resolve(database)
      database.close()
      resolve(null)
    }
  })
}
const answer = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('The disk did not answer.'))
  })

/** The last entry of the log of each document, jumping from one document to the next. */
function lastEntries(byDocument: IDBIndex): Promise<Map<string, number>> {
  return new Promise((resolve, reject) => {
    const last = new Map<string, number>()
    const request = byDocument.openKeyCursor(null, 'prev')
    request.onerror = () => reject(request.error ?? new Error('The disk did not answer.'))
    request.onsuccess = () => {
      const cursor = request.result
      if (!cursor) return resolve(last)
      last.set(String(cursor.key), Number(cursor.primaryKey))
      cursor.continuePrimaryKey(cursor.key, -Infinity)
    }
  })
}
