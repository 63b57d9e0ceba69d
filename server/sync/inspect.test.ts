import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import * as encoding from 'lib0/encoding'
import { limits } from '#kernel/space/limits.ts'
import { contains, crowds, inspect, speakers } from './inspect.ts'
import { Refused } from './refused.ts'

const some = () => {
  const doc = new Y.Doc()
  doc.getMap('task').set('a', new Y.Map([['title', 'Tournage à Gorée']]))
  doc.getArray('list').push([1, 2, 3])
  doc.getArray('list').delete(1, 1)
  return doc
}

test('an ordinary update passes and says who speaks', () => {
  const doc = some()
  expect(speakers(inspect(Y.encodeStateAsUpdate(doc)))).toEqual([doc.clientID])
})

test('F13 what a document holds already is recognised, deletions included', () => {
  const doc = some()
  const copy = new Y.Doc()
  const update = Y.encodeStateAsUpdate(doc)
  expect(contains(copy, inspect(update))).toBe(false)
  Y.applyUpdate(copy, update)
  expect(contains(copy, inspect(update))).toBe(true)
  doc.getArray('list').delete(0, 1)
  expect(contains(copy, inspect(Y.encodeStateAsUpdate(doc)))).toBe(false)
})

test('whatever the bytes, they are inspected or refused, never a fault', () => {
  const sound = Y.encodeStateAsUpdate(some())
  const bent = fc.tuple(fc.nat(sound.length - 1), fc.nat(255)).map(([at, byte]) => sound.map((old, i) => (i === at ? byte : old)))
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), bent), bytes => {
      try {
        inspect(bytes)
      } catch (fault) {
        expect(fault).toBeInstanceOf(Refused)
      }
    }),
    { numRuns: 2_000 }
  )
})

test('types nested beyond reason are refused before they overflow a stack', () => {
  const doc = new Y.Doc()
  let at: Y.Map<unknown> = doc.getMap('task')
  for (let i = 0; i < 200; i++) {
    const next = new Y.Map<unknown>()
    at.set('in', next)
    at = next
  }
  expect(() => inspect(Y.encodeStateAsUpdate(doc))).toThrow(Refused)
})

/** An update of our own making: so many writers, each with so many structs; then so many deletions of the first writer. */
function made(writers: number, structs: (encoder: encoding.Encoder, i: number) => void, each: number, deletions: [number, number][] = []) {
  const encoder = encoding.createEncoder()
  const write = (...numbers: number[]) => numbers.forEach(number => encoding.writeVarUint(encoder, number))
  write(writers)
  for (let client = 1; client <= writers; client++) {
    write(each, client, 0)
    for (let i = 0; i < each; i++) structs(encoder, i)
  }
  write(...(deletions.length ? [1, 1, deletions.length] : [0]))
  for (const range of deletions) write(...range)
  return encoding.toUint8Array(encoder)
}
const nothing = (encoder: encoding.Encoder) => {
  encoding.writeUint8(encoder, 0)
  encoding.writeVarUint(encoder, 1)
}
/** A value of one map’s key, written without having seen any other. */
const value = (encoder: encoding.Encoder, i: number) => {
  encoding.writeUint8(encoder, 8 | 0x20)
  encoding.writeVarUint(encoder, 1)
  encoding.writeVarString(encoder, 'task')
  encoding.writeVarString(encoder, 'k')
  encoding.writeVarUint(encoder, 1)
  encoding.writeAny(encoder, i)
}
const refusal = (bytes: Uint8Array) => {
  try {
    return inspect(bytes) && 'passed'
  } catch (fault) {
    return (fault as Refused).reason
  }
}

test('F26 a million structs in two megabytes are refused while they are counted, not after', () => {
  const bomb = made(1, nothing, 1_000_000)
  expect(bomb.byteLength).toBeLessThan(limits.update)
  const decode = vi.spyOn(Y.UpdateDecoderV1.prototype, 'readInfo')
  expect(refusal(bomb)).toBe('tooLarge')
  expect(decode.mock.calls.length).toBeLessThanOrEqual(limits.structs)
  decode.mockRestore()
  expect(refusal(made(1, nothing, 1_000))).toBe('passed')
})

test('F26 a crowd of writers at one place, and a deletion said again and again, are refused before they make anyone loop', () => {
  expect(refusal(made(limits.writers + 1, value, 1))).toBe('tooLarge')
  expect(refusal(made(limits.writers - 1, value, 1))).toBe('passed')
  const same = Array.from({ length: 100_000 }, (): [number, number] => [0, 10_000])
  expect(refusal(made(1, nothing, 1, same))).toBe('malformed')
  const apart = Array.from({ length: 1_000 }, (_, i): [number, number] => [2 * i, 1])
  expect(refusal(made(1, nothing, 1, apart))).toBe('passed')
})

test('F26 values nested until a stack overflows, sizes that lie, items that follow themselves: each is refused or harmless', () => {
  const nested = (depth: number) =>
    made(
      1,
      encoder => {
        value(encoder, 0)
        encoder.cpos -= 2
        for (let i = 0; i < depth; i++) {
          encoding.writeUint8(encoder, 117)
          encoding.writeVarUint(encoder, 1)
        }
        encoding.writeAny(encoder, 1)
      },
      1
    )
  expect(refusal(nested(1_000_000))).toBe('malformed')
  const lying = made(1, nothing, 3).slice()
  lying[1] = 0x7f
  expect(refusal(lying)).toBe('malformed')
})

test('a clock out of range is refused', () => {
  const encoder = encoding.createEncoder()
  for (const number of [1, 1, 7, 0]) encoding.writeVarUint(encoder, number)
  encoding.writeUint8(encoder, 0)
  encoding.writeVarUint(encoder, 2 ** 50)
  encoding.writeVarUint(encoder, 0)
  expect(() => inspect(encoding.toUint8Array(encoder))).toThrow(Refused)
})

test('F27 a plan that holds all the records it may takes edits, and no record more', () => {
  const doc = new Y.Doc()
  doc.transact(() => {
    for (let i = 0; i < limits.records; i++) doc.getMap('task').set(`t${i}`, new Y.Map([['title', 'x']]))
  })
  const device = new Y.Doc()
  Y.applyUpdate(device, Y.encodeStateAsUpdate(doc))
  const make = (change: () => void) => {
    const before = Y.encodeStateVector(device)
    change()
    return inspect(Y.encodeStateAsUpdate(device, before))
  }
  expect(
    crowds(
      doc,
      make(() => device.getMap<Y.Map<unknown>>('task').get('t1')?.set('title', 'y'))
    )
  ).toBe(false)
  expect(
    crowds(
      doc,
      make(() => device.getMap('task').set('one more', new Y.Map()))
    )
  ).toBe(true)
  expect(
    crowds(
      new Y.Doc(),
      make(() => device.getMap('task').set('another', new Y.Map()))
    )
  ).toBe(false)
})
