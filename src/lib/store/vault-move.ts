import { connect, finish, writeThrough, type Database } from './database.ts'
import type { Environment, Memory } from './environment.ts'
import { keepBeside } from './lock.ts'
import { makeKey, sealText, wrap } from './vault-cipher.ts'
import { openMemory, sealedMemory } from './vault-memory.ts'
import { keepVault, sealedName, vaultOf, vaultPlace, type Vault } from './vault.ts'
import { remove } from './wipe-all.ts'

export type Disk = Pick<Environment, 'indexedDB' | 'IDBKeyRange' | 'locks' | 'later'> & { memory: Memory }
/** How far, of how much; it may throw, as a page that dies would stop it. */
type Told = (done: number, of: number) => void

/** Measured at 0.2 s on a laptop and about 1.5 s on a tablet: what each guess costs too. */
const iterations = 600_000
const together = 50

/**
 * Everything in a database is written again, sealed, beside it; it is whole until the other one is. Cut short at any moment, either
 * nothing has changed or all of it has.
 */
export async function close(disk: Disk, name: string, wish: { pin: string; who: unknown; idle: number }, told: Told = () => {}) {
  const key = await makeKey()
  const wrapped = await wrap(name, wish.pin, key, iterations)
  const who = await sealText(key, 'who', wish.who)
  const vault: Vault = { version: 1, ...wrapped, who, idle: wish.idle, failures: 0, after: 0 }
  keepVault(disk.memory, name, { ...vault, moving: 'in' })
  await alone(disk, name, async () => {
    await remove(disk.indexedDB, sealedName(name), disk.later)
    const [plain, sealed] = [connect(name, null, disk), connect(name, key, disk)]
    try {
      await copy(plain, sealed, told)
      await sealedMemory(disk.memory, name, key)
      // Through to the disk, before what it was made from goes.
      await keepBeside(disk.indexedDB, name, vault)
    } finally {
      finish(plain)
      finish(sealed)
    }
    keepVault(disk.memory, name, vault)
    told(1, 1)
    await remove(disk.indexedDB, name, disk.later)
  })
}

/** Without a PIN from now on: the same way back. */
export async function open(disk: Disk, name: string, key: CryptoKey, told: Told = () => {}): Promise<void> {
  const vault = vaultOf(disk.memory, name)
  if (!vault) return
  keepVault(disk.memory, name, { ...vault, moving: 'out' })
  await alone(disk, name, async () => {
    await remove(disk.indexedDB, name, disk.later)
    const [plain, sealed] = [connect(name, null, disk), connect(name, key, disk)]
    try {
      await copy(sealed, plain, told)
      await writeThrough(plain, 'meta', { key: 'opened', value: true })
    } finally {
      finish(plain)
      finish(sealed)
    }
    await openMemory(disk.memory, name, key)
    keepVault(disk.memory, name, null)
    told(1, 1)
    await remove(disk.indexedDB, sealedName(name), disk.later)
  })
}

/**
 * What became of a move that a dying page left: undone while its end had not been reached, finished after. Answers whether a PIN
 * closes this database.
 */
export async function settle(disk: Disk, name: string): Promise<boolean> {
  return (await disk.locks.request(vaultPlace(name), async () => {
    const vault = vaultOf(disk.memory, name)
    const here = new Set((await disk.indexedDB.databases()).map(({ name }) => name))
    const [plain, sealed] = [here.has(name), here.has(sealedName(name))]
    if (!vault) return plain || !sealed ? false : adopt(disk, name)
    if (plain && (vault.moving === 'in' || !sealed)) {
      await remove(disk.indexedDB, sealedName(name), disk.later)
      keepVault(disk.memory, name, null)
      return false
    }
    if (plain) await remove(disk.indexedDB, name, disk.later)
    const { moving: _, ...still } = vault
    keepVault(disk.memory, name, still)
    return true
  })) as boolean
}
/** The small storage was lost, or had not been written yet: what opens the sealed database is in it too. */
async function adopt(disk: Disk, name: string): Promise<boolean> {
  const kept = await new Promise<{ value: Vault } | undefined>((resolve, reject) => {
    const asked = disk.indexedDB.open(sealedName(name))
    asked.onerror = () => reject(asked.error ?? new Error('The disk did not open.'))
    asked.onsuccess = () => {
      const found = asked.result.transaction('meta').objectStore('meta').get(vaultPlace(name)) as IDBRequest<{ value: Vault } | undefined>
      found.onsuccess = () => {
        asked.result.close()
        resolve(found.result)
      }
      found.onerror = () => reject(found.error ?? new Error('The disk did not answer.'))
    }
  })
  if (!kept) {
    await remove(disk.indexedDB, sealedName(name), disk.later)
    return false
  }
  keepVault(disk.memory, name, kept.value)
  return true
}

/** When every tab has let go of the database. */
const alone = (disk: Disk, name: string, run: () => Promise<void>) =>
  disk.locks.request(vaultPlace(name), () => disk.locks.request(`${name}:leader`, run))

async function copy(from: Database, to: Database, told: Told): Promise<void> {
  const counts = await Promise.all(from.tables.map(table => table.count()))
  const of = counts.reduce((sum, count) => sum + count, 0) + 1
  let done = 0
  for (const { name, schema } of from.tables) {
    const key = schema.primKey.keyPath as string
    for (let after: unknown; ;) {
      const rest = after === undefined ? from.table(name).toCollection() : from.table(name).where(':id').above(after)
      const some = (await rest.limit(together).toArray()) as Record<string, unknown>[]
      if (!some.length) break
      await to.table(name).bulkPut(some)
      after = some.at(-1)?.[key]
      told((done += some.length), of)
    }
  }
}
