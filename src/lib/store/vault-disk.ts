import Dexie, { type DBCore, type DBCoreCursor, type DBCoreTable, type Middleware } from 'dexie'
import { sealValue, unsealValue } from './vault-cipher.ts'

type Entry = Record<string, unknown>
type Sealed = Entry & { sealed: Uint8Array }

/** What is counted while the key is away. */
const alsoClear: Readonly<Record<string, readonly string[]>> = { updates: ['batch'] }

/**
 * All that a database keeps is sealed on its way to the disk and opened on its way back, whatever the store and whoever writes. What
 * the disk sorts by stays readable: places, ids, moments; never a word that a person wrote.
 */
export const sealing = (key: CryptoKey): Middleware<DBCore> => ({
  stack: 'dbcore',
  name: 'sealing',
  // Beside the disk, below all that looks at values.
  level: -2,
  create: core => ({ ...core, table: name => sealedTable(core.table(name), new Seal(key, name, clearOf(core.table(name).schema))) }),
})

/** The seal of one store. */
export class Seal {
  readonly #key: CryptoKey
  readonly #store: string
  readonly #clear: ReadonlySet<string>
  constructor(key: CryptoKey, store: string, clear: ReadonlySet<string>) {
    this.#key = key
    this.#store = store
    this.#clear = clear
  }
  async close(entry: Entry): Promise<Entry> {
    const sides = Map.groupBy(Object.entries(entry), ([name]) => this.#clear.has(name))
    const sealed = await sealValue(this.#key, this.#store, Object.fromEntries(sides.get(false) ?? []))
    return { ...Object.fromEntries(sides.get(true) ?? []), sealed }
  }
  /**
   * An entry of which a bit has turned comes back as bytes that are not what their sum says, and is set apart as any such; where
   * nothing sums, it is not there.
   */
  async open(entry: unknown): Promise<Entry | undefined> {
    if (entry === undefined || entry === null) return undefined
    const { sealed, ...clear } = entry as Sealed
    if (!(sealed instanceof Uint8Array)) return undefined
    const hidden = await unsealValue<Entry>(this.#key, this.#store, sealed)
    if (hidden) return { ...clear, ...hidden }
    return summed.has(this.#store) ? { ...clear, bytes: sealed, crc: -1, digest: '' } : undefined
  }
}
const summed = new Set(['updates', 'snapshots', 'rows', 'damaged'])

export function clearOf({ name, primaryKey, indexes }: DBCoreTable['schema']): Set<string> {
  const paths = [primaryKey, ...indexes].flatMap(({ keyPath }) => keyPath ?? [])
  return new Set([...paths, ...(alsoClear[name] ?? [])])
}

function sealedTable(down: DBCoreTable, seal: Seal): DBCoreTable {
  const opened = (trans: IDBTransaction, entries: readonly unknown[]) =>
    holding(trans, () => Promise.all(entries.map(entry => seal.open(entry))))
  return {
    ...down,
    mutate: request => {
      if (request.type !== 'add' && request.type !== 'put') return down.mutate(request)
      const closed = holding(native(request.trans), () => Promise.all(request.values.map(entry => seal.close(entry as Entry))))
      return closed.then(values => down.mutate({ ...request, values }))
    },
    get: request => down.get(request).then(entry => opened(native(request.trans), [entry]).then(([one]) => one)),
    getMany: request => down.getMany(request).then(entries => opened(native(request.trans), entries)),
    query: request =>
      down.query(request).then(({ result }) => {
        if (request.values === false) return { result }
        return opened(native(request.trans), result).then(entries => ({ result: entries.filter(entry => entry !== undefined) }))
      }),
    openCursor: request =>
      down.openCursor(request).then(cursor => (cursor && request.values ? openingCursor(cursor, native(request.trans), seal) : cursor)),
  }
}
const native = (trans: unknown) => trans as IDBTransaction

/** Stops at each entry until it is opened. */
function openingCursor(cursor: DBCoreCursor, trans: IDBTransaction, seal: Seal): DBCoreCursor {
  let current: unknown
  const stop = (onNext: () => void) => () => {
    void holding(trans, () => seal.open(cursor.value)).then(
      value => {
        current = value
        if (value === undefined) cursor.continue()
        else onNext()
      },
      (fault: unknown) => cursor.fail(fault as Error)
    )
  }
  return Object.create(cursor, {
    value: { get: () => current },
    key: { get: () => cursor.key as unknown },
    primaryKey: { get: () => cursor.primaryKey as unknown },
    done: { get: () => cursor.done },
    continue: { value: (key?: unknown) => cursor.continue(key) },
    continuePrimaryKey: { value: (key: unknown, primary: unknown) => cursor.continuePrimaryKey(key, primary) },
    advance: { value: (count: number) => cursor.advance(count) },
    stop: { value: (value?: unknown) => cursor.stop(value) },
    fail: { value: (fault: Error) => cursor.fail(fault) },
    start: { value: (onNext: () => void) => cursor.start(stop(onNext)) },
  }) as DBCoreCursor
}

/** A transaction ends when nobody asks it anything: it is asked, until the work beside it is done. The answer comes while it lives. */
function holding<T>(trans: IDBTransaction, work: () => Promise<T>): Dexie.Promise<T> {
  return new Dexie.Promise<T>((resolve, reject) => {
    let end: (() => void) | null = null
    Dexie.ignoreTransaction(() => {
      work().then(
        done => (end = () => resolve(done)),
        (fault: unknown) => (end = () => reject(fault))
      )
    })
    const store = trans.objectStore(trans.objectStoreNames[0] as string)
    const ask = () => {
      if (end) return end()
      try {
        store.get(-Infinity).onsuccess = ask
      } catch (fault) {
        reject(fault)
      }
    }
    ask()
  })
}
