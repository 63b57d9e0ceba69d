import * as Y from 'yjs'
import { rootName } from './record.ts'

/** One field that an update wrote, whether or not its value stands in the end. */
export type Write = {
  readonly entity: string
  readonly id: string
  /** The key in the record's map; a set's element is `field/element`. */
  readonly key: string
  readonly value: unknown
  /** The Yjs client that wrote it. */
  readonly client: number
  /** It is the value that stands once the update is applied. */
  readonly won: boolean
  /** The client that wrote the value which stood before and which the writer had not seen; null when it had. */
  readonly against: number | null
  /** The value that stands when this one lost. */
  readonly kept: unknown
}

/**
 * Call it before an update is applied to `doc`; the function it returns, called right after, tells what the update wrote.
 * Yjs raises no event for a value that loses, so it is read from the update itself.
 */
export function foresee(doc: Y.Doc, update: Uint8Array): () => Write[] {
  return foreseeNext(doc, update) ?? foreseeAny(doc, update)
}

/**
 * One client's next edits, while a transaction around them is open: they stand in the document as they were written until it ends, and
 * need not be decoded twice.
 */
function foreseeNext(doc: Y.Doc, update: Uint8Array): (() => Write[]) | null {
  if (!doc._transaction || doc.store.pendingStructs) return null
  const [clients, , client, clock] = firstNumbers(update, 4) as [number, number, number, number]
  if (clients !== 1 || clock !== Y.getState(doc.store, client)) return null
  const known = new Map([[client, clock]])
  return () => {
    const structs = doc.store.clients.get(client) ?? []
    const writes: Write[] = []
    if (Y.getState(doc.store, client) > clock)
      for (let at = Y.findIndexSS(structs, clock); at < structs.length; at++) {
        const item = structs[at]
        const write = item instanceof Y.Item ? read(doc, item, item, known) : null
        if (write) writes.push(write)
      }
    return writes
  }
}

function foreseeAny(doc: Y.Doc, update: Uint8Array): () => Write[] {
  const pending = doc.store.pendingStructs
  const structs = [...Y.decodeUpdate(update).structs, ...(pending ? Y.decodeUpdateV2(pending.update).structs : [])]
  const known = new Map<number, number>()
  for (const { id } of structs) if (!known.has(id.client)) known.set(id.client, Y.getState(doc.store, id.client))
  const fresh = structs.filter(struct => struct.id.clock + struct.length > (known.get(struct.id.client) ?? 0))
  return () => {
    const seen = new Set<string>()
    return fresh.flatMap(struct => {
      const name = `${struct.id.client}:${struct.id.clock}`
      if (!(struct instanceof Y.Item) || seen.has(name) || Y.getState(doc.store, struct.id.client) <= struct.id.clock) return []
      seen.add(name)
      const item = itemAt(doc, struct.id)
      const write = item && read(doc, struct, item, known)
      return write ? [write] : []
    })
  }
}

/** What an item wrote, `struct` being as it came and `item` as it stands. */
function read(doc: Y.Doc, struct: Y.Item, item: Y.Item, known: ReadonlyMap<number, number>): Write | null {
  if (!(struct.content instanceof Y.ContentAny)) return null
  // Written over in the same breath by the same hand, it is no edit of its own.
  if (writtenOver(struct, item, known)) return null
  const place = placeOf(item)
  if (!place) return null
  const winner = place.map._map.get(place.key)
  const won = winner !== undefined && sameId(winner.lastId, struct.id)
  const former = formerWinner(winner ?? null, known)
  const base = former && baseOf(doc, struct, known)
  return {
    entity: place.entity,
    id: place.id,
    key: place.key,
    value: struct.content.arr[0],
    client: struct.id.client,
    won,
    against: former && !(base && sameId(base, former)) ? former.client : null,
    kept: winner && !winner.deleted && winner.content instanceof Y.ContentAny ? winner.content.arr[0] : undefined,
  }
}

function writtenOver(struct: Y.Item, item: Y.Item, known: ReadonlyMap<number, number>): boolean {
  // Neighbours of one client that were deleted merge into one item.
  if (item.lastId.clock > struct.lastId.clock) return true
  const next = item.right?.id
  return next?.client === item.id.client && next.clock >= (known.get(next.client) ?? 0)
}

/** Where a field's item stands: null unless its parent is a record's map in an entity's map at the root. */
function placeOf(item: Y.Item): { map: Y.Map<unknown>; entity: string; id: string; key: string } | null {
  const map = item.parent
  if (!(map instanceof Y.Map) || item.parentSub === null || !map._item) return null
  const records = map._item.parent
  const id = map._item.parentSub
  if (!(records instanceof Y.AbstractType) || id === null) return null
  const entity = rootName(records)
  return entity === null ? null : { map, entity, id, key: item.parentSub }
}

/** The last id of a key's list that was here before the update: the list is in order, its last item is the winner. */
function formerWinner(last: Y.Item | null, known: ReadonlyMap<number, number>): Y.ID | null {
  for (let item = last; item; item = item.left) {
    const before = known.get(item.id.client)
    if (before === undefined) return item.lastId
    if (item.id.clock < before) return Y.createID(item.id.client, Math.min(item.lastId.clock, before - 1))
  }
  return null
}

/** What the writer had before it: the origin, followed through what the same update brings. */
function baseOf(doc: Y.Doc, struct: Y.Item, known: ReadonlyMap<number, number>): Y.ID | null {
  let origin = struct.origin
  while (origin && origin.clock >= (known.get(origin.client) ?? Infinity)) {
    const item = itemAt(doc, origin)
    if (!item) return null
    // Deleted neighbours of one client merge into one item: step inside it before following its own origin.
    origin = origin.clock > item.id.clock ? Y.createID(origin.client, origin.clock - 1) : item.origin
  }
  return origin
}

const itemAt = (doc: Y.Doc, id: Y.ID): Y.Item | null => {
  const found: unknown = Y.getItem(doc.store, id)
  return found instanceof Y.Item ? found : null
}
const sameId = (a: Y.ID, b: Y.ID) => a.client === b.client && a.clock === b.clock
/** The numbers that an update begins with, as Yjs spells them. */
function firstNumbers(update: Uint8Array, count: number): number[] {
  const numbers: number[] = []
  for (let at = 0; numbers.length < count;) {
    let number = 0
    for (let scale = 1, byte = 128; byte >= 128; scale *= 128) number += ((byte = update[at++] ?? 0) & 127) * scale
    numbers.push(number)
  }
  return numbers
}
