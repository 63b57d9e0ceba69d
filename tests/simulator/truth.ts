import type { QueryResult } from 'pg'
import * as Y from 'yjs'
import { crc32c } from '#kernel/base/crc32c.ts'
import { appendText } from '#server/sync/log.ts'
import type { Cluster, Query, Session, Watch } from './database.ts'
import type { Tablet } from './tablet.ts'

type Seen = { updates: { document: number; bytes: Uint8Array }[]; lines: string[] }
type Kept = { seq: number; document: string; bytes: Uint8Array; crc: number; pending?: 1 }

/** What is so, seen from the outside: what the log holds durably, what devices had on disk, and what they said of it. */
export class Truth implements Watch {
  readonly #cluster: Cluster
  readonly #underway = new Map<Session, Seen>()
  readonly #durable = new Map<number, { doc: Y.Doc; waiting: Uint8Array[] }>()
  readonly #names = new Map<string, number>()
  readonly #told = new Set<string>()
  readonly #checked = new Map<Tablet, Set<number>>()
  /** What devices had on disk and had not sent: it must arrive, or be set aside where its author sees it. */
  readonly #owed = new Map<Tablet, Map<string, Pick<Kept, 'document' | 'bytes'>>>()
  readonly broken: string[] = []
  constructor(cluster: Cluster) {
    this.#cluster = cluster
  }
  breaks(what: string): void {
    if (this.broken.length < 20) this.broken.push(what)
  }

  ran(session: Session, { text, values }: Query, result: QueryResult): void {
    const seen = this.#underway.get(session) ?? { updates: [], lines: [] }
    this.#underway.set(session, seen)
    if (text === appendText && result.rowCount) {
      const [documents, updates] = values as [number[], Buffer[]]
      documents.forEach((document, n) => seen.updates.push({ document, bytes: new Uint8Array(updates[n] as Buffer) }))
    }
    if (text.startsWith('copy history ')) {
      const lines = String(values[0]).trimEnd().split('\n')
      seen.lines.push(...new Set(lines.map(line => line.split('\t').slice(-2).join('/'))))
    }
  }
  committed(session: Session): void {
    const seen = this.#underway.get(session)
    this.#underway.delete(session)
    for (const { document, bytes } of seen?.updates ?? []) this.#at(document).waiting.push(bytes)
    for (const line of seen?.lines ?? []) {
      if (this.#told.has(line)) this.breaks(`history was written twice for ${line}`)
      this.#told.add(line)
    }
  }
  undone(session: Session): void {
    this.#underway.delete(session)
  }

  #at(document: number) {
    const known = this.#durable.get(document)
    if (known) return known
    const made = { doc: new Y.Doc(), waiting: [] as Uint8Array[] }
    this.#durable.set(document, made)
    return made
  }
  /** A document as the log holds it at this moment. */
  async durable(name: string): Promise<Y.Doc> {
    if (!this.#names.has(name))
      for (const row of await this.#cluster.ask<{ id: number; name: string }>('select id, name from document'))
        this.#names.set(row.name, row.id)
    const { doc, waiting } = this.#at(this.#names.get(name) ?? -1)
    for (const bytes of waiting.splice(0)) Y.applyUpdate(doc, bytes)
    return doc
  }
  /** What was in the log before the simulation began. */
  async begin(): Promise<void> {
    const rows = await this.#cluster.ask<{ document: number; update: Buffer }>('select document, update from update_log order by sequence')
    for (const { document, update } of rows) this.#at(document).waiting.push(new Uint8Array(update))
  }

  /** What stands on the device's disk as acknowledged is in the log; what does not is remembered until the end. */
  async disk(tablet: Tablet): Promise<void> {
    const checked = this.#checked.get(tablet) ?? new Set()
    this.#checked.set(tablet, checked)
    const owed = this.#owed.get(tablet) ?? new Map<string, Pick<Kept, 'document' | 'bytes'>>()
    this.#owed.set(tablet, owed)
    for (const [key, text] of tablet.memory?.values() ?? []) {
      const { document, bytes } = JSON.parse(text) as { document?: string; bytes?: string }
      if (document && bytes) owed.set(`spare ${key.split(':').at(-1)}`, { document, bytes: new Uint8Array(Buffer.from(bytes, 'base64')) })
    }
    for (const entry of tablet.disk.read('updates') as unknown as Kept[]) {
      if (checked.has(entry.seq) || tablet.rotten.has(entry.seq) || crc32c(entry.bytes) !== entry.crc) continue
      if (entry.pending) {
        owed.set(`entry ${entry.seq}`, { document: entry.document, bytes: entry.bytes.slice() })
        continue
      }
      checked.add(entry.seq)
      owed.delete(`entry ${entry.seq}`)
      if (!holds(await this.durable(entry.document), entry.bytes))
        this.breaks(`${tablet.name} holds entry ${entry.seq} of ${entry.document} as acknowledged; the log does not have it`)
    }
  }
  /** What was set aside goes with the disk; the rest of what was owed is in the small storage. */
  evicted(tablet: Tablet): void {
    this.#checked.delete(tablet)
    const asides = asidesOf(tablet)
    const owed = [...(this.#owed.get(tablet) ?? [])].filter(([, { bytes }]) => !asides.some(aside => same(aside, bytes)))
    this.#owed.set(tablet, new Map(owed.map(([name, kept], n) => [`${name}, before disk ${this.#evictions++}.${n}`, kept])))
  }
  #evictions = 0
  /** “Saved” is not said of what is only here. */
  async word(tablet: Tablet): Promise<void> {
    const { core, device } = tablet
    if (!core || !device || device.state.is !== 'saved') return
    for (const open of core.documents.all) {
      if (!open.lasting || !open.ready) continue
      const durable = await this.durable(open.name)
      for (const [client, clock] of Y.decodeStateVector(Y.encodeStateVector(open.doc))) {
        const held = Y.getState(durable.store, client)
        if (held < clock) this.breaks(`${tablet.name} says “saved”: ${open.name} has ${clock} of ${client}, the log ${held}`)
      }
    }
  }
  /** At the end: nothing that a device had on disk is lost. */
  async owed(tablet: Tablet): Promise<void> {
    const asides = asidesOf(tablet)
    for (const [name, { document, bytes }] of this.#owed.get(tablet) ?? []) {
      const rotten = [...tablet.rotten].some(seq => name === `entry ${seq}`)
      if (rotten || holds(await this.durable(document), bytes) || asides.some(aside => same(aside, bytes))) continue
      this.breaks(`${tablet.name} had ${name} of ${document}: it is neither in the log nor set aside`)
    }
  }
}

const asidesOf = (tablet: Tablet) => tablet.disk.read('asides').flatMap(({ updates }) => updates as Uint8Array[])
const same = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0

/** Whether a document has all that an update says. */
export function holds(doc: Y.Doc, update: Uint8Array): boolean {
  const { structs, ds } = Y.decodeUpdate(update)
  for (const struct of structs)
    if (!(struct instanceof Y.Skip) && Y.getState(doc.store, struct.id.client) < struct.id.clock + struct.length) return false
  for (const [client, ranges] of ds.clients)
    for (const { clock, len } of ranges) {
      const known = doc.store.clients.get(client)
      if (!known || Y.getState(doc.store, client) < clock + len) return false
      for (const struct of known)
        if (struct.id.clock < clock + len && struct.id.clock + struct.length > clock && !struct.deleted) return false
    }
  return true
}
