import * as Y from 'yjs'
import { limits } from '#kernel/space/limits.ts'
import { Refused } from './refused.ts'

type Struct = { id: Y.ID; length: number; origin?: Y.ID | null; rightOrigin?: Y.ID | null; parent?: unknown }
export type Inspected = { structs: readonly Struct[]; deleted: ReadonlyMap<number, readonly { clock: number; len: number }[]> }

/**
 * Reads an update without applying it. What Yjs would choke on, or loop over, is refused before it enters the log:
 * bytes that do not decode, numbers out of range, an item that follows itself, types nested beyond reason, more parts than it may
 * have (counted while they are read), a crowd of writers at one place, the same deletion said a thousand times. Our own may be large.
 */
export function inspect(update: Uint8Array, ours = false): Inspected {
  if (update.byteLength > limits.update && !ours) throw new Refused(4413, 'tooLarge')
  const { structs, ds } = decode(update, ours)
  const depths = new Map<string, number>()
  for (const struct of structs) {
    check(inRange(struct.id.client, struct.id.clock, struct.length))
    for (const other of [struct.origin, struct.rightOrigin, struct.parent])
      if (other instanceof Y.ID)
        check(inRange(other.client, other.clock, 1) && !(other.client === struct.id.client && other.clock >= struct.id.clock))
    if (!(struct.parent instanceof Y.ID)) continue
    const depth = (depths.get(key(struct.parent)) ?? 0) + 1
    check(depth <= deepest)
    depths.set(key(struct.id), depth)
  }
  for (const [client, ranges] of ds.clients) {
    for (const { clock, len } of ranges) check(inRange(client, clock, len))
    check(overlaps(ranges) <= repeated)
  }
  return { structs, deleted: ds.clients }
}

/** Whether the document already holds all that the update says: told again, it is acknowledged and not logged twice. */
export function contains(doc: Y.Doc, { structs, deleted }: Inspected): boolean {
  for (const struct of structs)
    if (!(struct instanceof Y.Skip) && Y.getState(doc.store, struct.id.client) < struct.id.clock + struct.length) return false
  for (const [client, ranges] of deleted) {
    const known = doc.store.clients.get(client)
    for (const { clock, len } of ranges) {
      if (!known || Y.getState(doc.store, client) < clock + len) return false
      for (let at = Y.findIndexSS(known, clock), struct = known[at]; struct && struct.id.clock < clock + len; struct = known[++at])
        if (!struct.deleted) return false
    }
  }
  return true
}

/** Whether it makes records in a plan that holds as many as it may: what is there can still be edited. */
export function crowds(doc: Y.Doc, { structs }: Inspected): boolean {
  let records = 0
  for (const type of doc.share.values()) records += type._map.size
  if (records < limits.records) return false
  return structs.some(
    struct =>
      struct instanceof Y.Item &&
      typeof struct.parent === 'string' &&
      struct.content instanceof Y.ContentType &&
      !doc.getMap(struct.parent).has(struct.parentSub ?? '')
  )
}

/** The Yjs client ids that speak in it. */
export const speakers = ({ structs }: Inspected): number[] => [
  ...new Set(structs.filter(struct => !(struct instanceof Y.Skip)).map(({ id }) => id.client)),
]

const deepest = 100
const largest = 2 ** 32
const inRange = (client: number, clock: number, length: number) =>
  Number.isSafeInteger(client) && client >= 0 && Number.isSafeInteger(clock) && clock >= 0 && length >= 1 && clock + length <= largest
const key = ({ client, clock }: Y.ID) => `${client}.${clock}`

function check(sound: boolean) {
  if (!sound) throw new Refused(4400, 'malformed')
}
function decode(update: Uint8Array, ours: boolean) {
  try {
    const decoder = ours ? Y.UpdateDecoderV1 : Counting
    return Y.decodeUpdateV2(update, decoder) as { structs: Struct[]; ds: { clients: Map<number, { clock: number; len: number }[]> } }
  } catch (fault) {
    throw fault instanceof Refused ? fault : new Refused(4400, 'malformed')
  }
}

/** Stops at what is too much, before it takes the memory. */
class Counting extends Y.UpdateDecoderV1 {
  private parts = 0
  private clients = 0
  override readInfo() {
    this.part()
    return super.readInfo()
  }
  override readDsClock() {
    this.part()
    return super.readDsClock()
  }
  override readClient() {
    if (++this.clients > limits.writers) throw new Refused(4413, 'tooLarge')
    return super.readClient()
  }
  private part() {
    if (++this.parts > limits.structs) throw new Refused(4413, 'tooLarge')
  }
}

/** Yjs never says a deletion twice; each one more makes whoever applies it go through the same items again. */
function overlaps(ranges: readonly { clock: number; len: number }[]): number {
  let [count, end] = [0, 0]
  for (const { clock, len } of [...ranges].sort((a, b) => a.clock - b.clock)) {
    if (clock < end) count++
    end = Math.max(end, clock + len)
  }
  return count
}
const repeated = 10
