import type { Memory } from './environment.ts'
import { Spare } from './spare.ts'
import { unwrap, wrap } from './vault-cipher.ts'
import { holdKey, keepVault, sealedName, vaultOf, vaultPlace, type Vault } from './vault.ts'

type Disk = { readonly indexedDB: IDBFactory; readonly memory: Memory; readonly clock: { now(): number } }
export type Tried =
  | { readonly open: true }
  /** Another PIN is asked for after so many milliseconds; so many tries are left. */
  | { readonly open: false; readonly wait: number; readonly left: number }

/** Ten wrong ones empty the device of all but what the server does not have. */
export const tries = 10
/** Seconds before the next, after so many wrong ones: mistakes cost nothing, guessing does. */
const waits = [0, 0, 0, 5, 15, 30, 60, 300, 900]

export const leastPin = 6

/** Counted before it is tried: a page that dies in between has not had it for nothing. */
export async function tryPin({ indexedDB, memory, clock }: Disk, name: string, pin: string): Promise<Tried> {
  const vault = vaultOf(memory, name)
  if (!vault) return { open: true }
  const early = vault.after - clock.now()
  if (early > 0 || vault.failures >= tries) return { open: false, wait: Math.max(0, early), left: Math.max(0, tries - vault.failures) }
  const failures = vault.failures + 1
  const wait = (waits[failures - 1] ?? 0) * 1_000
  keepVault(memory, name, { ...vault, failures, after: clock.now() + wait })
  const key = await unwrap(name, pin, vault)
  if (key) {
    const { kept: _, ...whole } = vault
    keepVault(memory, name, { ...whole, failures: 0, after: 0 })
    holdKey(indexedDB, name, key)
    return { open: true }
  }
  if (failures >= tries) {
    keepVault(memory, name, { ...vault, failures, kept: true })
    await keepUnsent(indexedDB, sealedName(name))
  }
  return { open: false, wait, left: tries - failures }
}

/** The data is not written again: its key is wrapped anew. Answers whether the former PIN was right. */
export async function changePin({ indexedDB, memory }: Disk, name: string, former: string, next: string): Promise<boolean> {
  const vault = vaultOf(memory, name)
  const key = vault && (await unwrap(name, former, vault, true))
  if (!vault || !key) return false
  const changed = { ...vault, ...(await wrap(name, next, key, vault.iterations)) }
  await keepBeside(indexedDB, name, changed)
  keepVault(memory, name, changed)
  return true
}
/** What opens the data is beside it too, through to the disk: the small storage may be lost, or not written yet. */
export async function keepBeside(indexedDB: IDBFactory, name: string, vault: Vault): Promise<void> {
  const database = await openAsItIs(indexedDB, sealedName(name))
  if (!database) return
  const transaction = database.transaction('meta', 'readwrite', { durability: 'strict' })
  transaction.objectStore('meta').put({ key: vaultPlace(name), value: vault })
  await ended(transaction).finally(() => database.close())
}

/** How many edits and decisions wait, which is all that a locked device says. */
export async function waitingIn(indexedDB: IDBFactory, name: string): Promise<number> {
  const database = await openAsItIs(indexedDB, sealedName(name))
  if (!database) return 0
  try {
    const transaction = database.transaction(['updates', 'outbox'])
    const edits = answer<{ batch?: string; document: string }[]>(transaction.objectStore('updates').index('pending').getAll(1))
    const decisions = answer(transaction.objectStore('outbox').count())
    return new Set((await edits).map(({ batch, document }) => batch ?? document)).size + (await decisions)
  } finally {
    database.close()
  }
}

/** Whether anything in it is nowhere else: edits, decisions, what its person is to settle, or what is kept beside the disk. */
export async function waitsIn(indexedDB: IDBFactory, memory: Memory, database: string): Promise<boolean> {
  if (!new Spare(memory, database).empty) return true
  const disk = await openAsItIs(indexedDB, database)
  if (!disk) return false
  try {
    const transaction = disk.transaction(['updates', 'outbox', 'asides', 'damaged'])
    const counts = [
      transaction.objectStore('updates').index('pending').count(),
      ...['outbox', 'asides', 'damaged'].map(name => transaction.objectStore(name).count()),
    ]
    return (await Promise.all(counts.map(answer))).some(count => count > 0)
  } finally {
    disk.close()
  }
}

/** What the server has goes; what it does not have stays as it is, for the same person. */
export async function keepUnsent(indexedDB: IDBFactory, database: string): Promise<void> {
  const disk = await openAsItIs(indexedDB, database)
  if (!disk) return
  try {
    const transaction = disk.transaction([...disk.objectStoreNames], 'readwrite', { durability: 'strict' })
    const store = (of: string) => transaction.objectStore(of)
    for (const name of ['snapshots', 'documents', 'rows', 'facts', 'batches', 'partials']) store(name).clear()
    const unsent = new Set(await answer(store('updates').index('pending').getAllKeys(1)))
    forget(store('updates'), ({ primaryKey }) => !unsent.has(primaryKey))
    forget(store('journal'), ({ value }) => !unsent.has((value as { update: number }).update))
    forget(store('meta'), ({ primaryKey }) => !String(primaryKey).startsWith(vaultPlace('')))
    await ended(transaction)
  } finally {
    disk.close()
  }
}
function forget(store: IDBObjectStore, goes: (cursor: IDBCursorWithValue) => boolean): void {
  const request = store.openCursor()
  request.onsuccess = () => {
    const cursor = request.result
    if (!cursor) return
    if (goes(cursor)) cursor.delete()
    cursor.continue()
  }
}

/** Null when it is not there; it is not made here. */
function openAsItIs(indexedDB: IDBFactory, database: string): Promise<IDBDatabase | null> {
  return new Promise(resolve => {
    const asked = indexedDB.open(database)
    asked.onupgradeneeded = () => asked.transaction?.abort()
    asked.onerror = () => resolve(null)
    asked.onsuccess = () => resolve(asked.result)
  })
}
const answer = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('The disk did not answer.'))
  })
const ended = (transaction: IDBTransaction): Promise<void> =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(transaction.error ?? new Error('The write was given up.'))
  })
