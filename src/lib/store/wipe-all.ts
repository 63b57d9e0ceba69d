import type { Memory } from './environment.ts'
import { sealedName } from './vault.ts'
import { condemnedIn, condemnedPlace, leftPlace, thinPlace } from './wipe.ts'

/** Where a browser keeps what a page gives it. */
export type Places = {
  readonly indexedDB: IDBFactory
  readonly memory: Memory | null
  /** What lives as long as the tab. */
  readonly passing?: Pick<Storage, 'clear'> | null
  readonly caches?: Pick<CacheStorage, 'keys' | 'delete'> | null
  readonly files?: (() => Promise<FileSystemDirectoryHandle>) | undefined
  readonly locks?: Pick<LockManager, 'request'> | undefined
  readonly later: (milliseconds: number, run: () => void) => () => void
}

/** How a device looks, whoever holds it. */
const preferences = new Set(['relais-theme', 'relais-density', 'relais-sidebar', 'PARAGLIDE_LOCALE'])
/** The caches of the application itself. */
const application = /^(relais-build$|workbox-)/
const patience = 5_000

/** Finishes what was condemned; answers whether nothing of it is left. One tab at a time, and the mark goes last. */
export async function finishWipes(places: Places): Promise<boolean> {
  if (!condemnedIn(places.memory).length) return true
  const run = () => wipeAll(places)
  return places.locks ? ((await places.locks.request(condemnedPlace, run)) as boolean) : run()
}
async function wipeAll(places: Places): Promise<boolean> {
  const { memory, indexedDB, passing, later } = places
  const names = condemnedIn(memory)
  const kept = await otherPeople(indexedDB, names)
  forgetKeys(memory, kept)
  passing?.clear()
  const gone = await Promise.all(names.flatMap(formsOf).map(name => remove(indexedDB, name, later)))
  await forgetCaches(places)
  await forgetFiles(places, kept)
  // A tab that was writing has let go by now: what it wrote meanwhile goes too.
  forgetKeys(memory, kept)
  if (!gone.every(Boolean)) return false
  memory?.removeItem(condemnedPlace)
  return true
}

/** A person's database, and the one that takes its place under a PIN. */
const formsOf = (name: string): string[] => [name, sealedName(name)]

/** Who else has something on this device: theirs stays. */
async function otherPeople(indexedDB: IDBFactory, names: readonly string[]): Promise<string[]> {
  const here = (await indexedDB.databases?.().catch(() => [])) ?? []
  const going = new Set(names.flatMap(formsOf))
  const ours = new Set(names.map(personOf))
  return here
    .flatMap(({ name = '' }) => (name.startsWith('relais:') && !going.has(name) ? personOf(name) : []))
    .filter(person => person && !ours.has(person))
}
const personOf = (database: string) => database.split(':')[2] ?? ''

/** A key that names nobody is as personal as any, but for the one that says who holds the device now. */
function forgetKeys(memory: Memory | null, kept: readonly string[]): void {
  const keys = Array.from({ length: memory?.length ?? 0 }, (_, n) => memory?.key(n) ?? '')
  const theirs = (key: string) => kept.some(person => (key === 'relais:who' ? memory?.getItem(key) : key)?.includes(person))
  for (const key of keys) if (!preferences.has(key) && !about.has(key) && !theirs(key)) memory?.removeItem(key)
}
/** Said about this device, and nobody in particular. */
const about = new Set([condemnedPlace, leftPlace, thinPlace])

/** Waits for tabs that still hold it, not for ever: the browser removes it when they let go. */
export function remove(indexedDB: IDBFactory, name: string, later: Places['later']): Promise<boolean> {
  return new Promise(resolve => {
    const asked = indexedDB.deleteDatabase(name)
    const cancel = later(patience, () => resolve(false))
    const end = (gone: boolean) => {
      cancel()
      resolve(gone)
    }
    asked.onsuccess = () => end(true)
    asked.onerror = () => end(false)
  })
}
async function forgetCaches({ caches }: Places): Promise<void> {
  for (const name of (await caches?.keys()) ?? []) if (!application.test(name)) await caches?.delete(name)
}
/** Files bear the person they belong to in the name of their folder. */
async function forgetFiles({ files }: Places, kept: readonly string[]): Promise<void> {
  const root = await files?.().catch(() => null)
  if (!root) return
  for await (const name of root.keys())
    if (!kept.some(person => name.includes(person))) await root.removeEntry(name, { recursive: true }).catch(() => null)
}

export const browserPlaces = (): Places => ({
  indexedDB,
  memory: storageOf(() => localStorage),
  passing: storageOf(() => sessionStorage),
  caches: typeof caches === 'undefined' ? null : caches,
  files: navigator.storage?.getDirectory ? () => navigator.storage.getDirectory() : undefined,
  locks: navigator.locks,
  later: (milliseconds, run) => {
    const timer = setTimeout(run, milliseconds)
    return () => clearTimeout(timer)
  },
})
/** A browser may deny it altogether. */
function storageOf(storage: () => Storage): Storage | null {
  try {
    return storage()
  } catch {
    return null
  }
}
