import type { Memory } from './environment.ts'

/**
 * That a PIN closes a database, and what is needed to open it again: never the PIN, nor the key itself. Kept in the small storage,
 * where it is read before anything else, and in the sealed database.
 */
export type Vault = {
  readonly version: 1
  readonly salt: string
  readonly iterations: number
  /** The key of the data, which only the PIN unwraps. */
  readonly wrapped: string
  /** Who holds the device, sealed: names are read once it is open. */
  readonly who: string
  /** Minutes without a touch after which it locks by itself. */
  readonly idle: number
  readonly failures: number
  /** When all tabs were last locked: one that opened before, and had not heard of it, is locked as well. */
  readonly locked?: number
  /** No PIN is tried before that moment. */
  readonly after: number
  /** On its way in or out of the sealed database: the other one is whole until it has arrived. */
  readonly moving?: 'in' | 'out'
  /** Tried too often: of its content only what the server does not have is left, and one signs in before trying again. */
  readonly kept?: true
}

/** Where a database lives under a PIN. */
export const sealedName = (database: string): string => `${database}:sealed`
export const vaultPlace = (database: string): string => `relais:vault:${database}`

export function vaultOf(memory: Memory | null | undefined, database: string): Vault | null {
  const text = memory?.getItem(vaultPlace(database))
  if (!text) return null
  try {
    return JSON.parse(text) as Vault
  } catch {
    return null
  }
}
export function keepVault(memory: Memory | null | undefined, database: string, vault: Vault | null): void {
  if (vault) memory?.setItem(vaultPlace(database), JSON.stringify(vault))
  else memory?.removeItem(vaultPlace(database))
}

/** Who has shown who they are to the server may try again. */
export function allowTries(memory: Memory | null | undefined, database: string): void {
  const vault = vaultOf(memory, database)
  if (vault?.failures) keepVault(memory, database, { ...vault, failures: 0, after: 0 })
}
export function chooseIdle(memory: Memory | null | undefined, database: string, idle: number): void {
  const vault = vaultOf(memory, database)
  if (vault) keepVault(memory, database, { ...vault, idle })
}

/** The keys of the databases that are open, in this page’s memory and nowhere else. */
const keys = new WeakMap<IDBFactory, Map<string, CryptoKey>>()
export const keyOf = (disk: IDBFactory, database: string): CryptoKey | null => keys.get(disk)?.get(database) ?? null
export function holdKey(disk: IDBFactory, database: string, key: CryptoKey | null): void {
  const held = keys.get(disk) ?? new Map<string, CryptoKey>()
  if (key) held.set(database, key)
  else held.delete(database)
  keys.set(disk, held)
}

/** A PIN stands between this page and the data. */
export class Locked extends Error {
  override name = 'Locked'
}
