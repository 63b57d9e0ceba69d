import { IDBFactory } from 'fake-indexeddb'
import type { Chance } from './chance.ts'

type Raw = {
  version: number
  transactions: { _state: string; mode: string; _rollbackLog: (() => void)[] }[]
  connections: unknown[]
  rawObjectStores: Map<string, { records: { values(): Iterable<{ key: unknown; value: Stored }> } }>
}
export type Stored = Record<string, unknown>
type Inside = { _databases: Map<string, Raw>; _connectionQueues: Map<string, unknown> }

/** The disk of a browser. What a transaction had not completed at a crash is undone; what it had is there. */
export class Disk {
  readonly factory = new IDBFactory()
  get #inside(): Inside {
    return this.factory as unknown as Inside
  }

  crash(): void {
    for (const [name, database] of this.#inside._databases) {
      for (const transaction of database.transactions) {
        if (transaction._state === 'finished') continue
        transaction._state = 'finished'
        for (const undo of transaction._rollbackLog.reverse()) undo()
        if (transaction.mode === 'versionchange') this.#inside._databases.delete(name)
      }
      database.transactions = []
      database.connections = []
    }
    this.#inside._connectionQueues.clear()
  }

  /** Something is being read or written: time has to pass before it ends. */
  get busy(): boolean {
    return [...this.#inside._databases.values()].some(({ transactions }) => transactions.some(({ _state }) => _state !== 'finished'))
  }

  /** What is stored, as a reader with a screwdriver would find it. */
  read(store: string): Stored[] {
    return [...this.#stored(store)]
  }
  *#stored(store: string): Iterable<Stored> {
    for (const { rawObjectStores } of this.#inside._databases.values())
      for (const { value } of rawObjectStores.get(store)?.records.values() ?? []) yield value
  }
  /** Turns one bit of what is stored; returns where, or null when there is nothing to turn. */
  rot(store: string, chance: Chance): Stored | null {
    const stored = this.read(store).filter(value => value['bytes'] instanceof Uint8Array && value['bytes'].length)
    if (!stored.length) return null
    const one = chance.one(stored)
    const bytes = one['bytes'] as Uint8Array
    const at = chance.below(bytes.length)
    bytes[at] = (bytes[at] as number) ^ (1 << chance.below(8))
    return one
  }
}
