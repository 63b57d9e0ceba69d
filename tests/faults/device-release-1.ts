// The disk of a device as the first release left it, frozen: its stores, its rows in their first shape, seven things not yet sent.
import { readFileSync } from 'node:fs'
import { crc32c } from '#kernel/base/crc32c.ts'
import { databaseName } from '$lib/store/stores.ts'

type Index = { name: string; keyPath: string | string[]; unique: boolean; multiEntry: boolean }
type Store = { keyPath: string | string[] | null; autoIncrement: boolean; indexes: Index[]; entries: unknown[] }
type Fixture = {
  version: number
  workspace: string
  person: string
  space: string
  /** A space where its person had a place then. */
  gone: string
  tasks: [string, string, string]
  document: string
  /** What the server held of each document, as one update. */
  states: Record<string, string>
  stores: Record<string, Store>
}
export const first = JSON.parse(readFileSync(new URL('fixtures/device-release-1.json', import.meta.url), 'utf8')) as Fixture

/** The ids of the fixture are exchanged for those of a server that exists, also inside of documents: all ids are as long. */
export class Exchange {
  readonly #ids: ReadonlyMap<string, string>
  constructor(ids: Record<string, string>) {
    this.#ids = new Map(Object.entries(ids))
  }
  words(text: string): string {
    return [...this.#ids].reduce((sum, [from, to]) => sum.replaceAll(from, to), text)
  }
  bytes(base64: string): Uint8Array {
    return Uint8Array.from(Buffer.from(this.words(Buffer.from(base64, 'base64').toString('latin1')), 'latin1'))
  }
  value(value: unknown): unknown {
    if (typeof value === 'string') return this.words(value)
    if (Array.isArray(value)) return value.map(one => this.value(one))
    if (typeof value !== 'object' || value === null) return value
    if ('bytes' in value && Object.keys(value).length === 1) return this.bytes(value.bytes as string)
    const found = Object.fromEntries(Object.entries(value).map(([key, one]) => [key, this.value(one)]))
    return found['bytes'] instanceof Uint8Array && 'crc' in found ? { ...found, crc: crc32c(found['bytes']) } : found
  }
}

/** Makes the database of that release on a disk, as it was. */
export async function restore(indexedDB: IDBFactory, exchange: Exchange): Promise<void> {
  const database = await new Promise<IDBDatabase>((done, failed) => {
    const request = indexedDB.open(exchange.words(databaseName(first.workspace, first.person)), first.version)
    request.onupgradeneeded = () => {
      for (const [name, { keyPath, autoIncrement, indexes, entries }] of Object.entries(first.stores)) {
        const store = request.result.createObjectStore(name, { keyPath, autoIncrement })
        for (const { name, keyPath, unique, multiEntry } of indexes) store.createIndex(name, keyPath, { unique, multiEntry })
        for (const entry of entries) store.add(exchange.value(entry))
      }
    }
    request.onsuccess = () => done(request.result)
    request.onerror = () => failed(request.error ?? new Error('not opened'))
  })
  database.close()
}
