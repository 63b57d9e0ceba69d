import fc from 'fast-check'
import { expect, test } from 'vitest'
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

test('a clock out of range is refused', () => {
  const encoder = encoding.createEncoder()
  for (const number of [1, 1, 7, 0]) encoding.writeVarUint(encoder, number)
  encoding.writeUint8(encoder, 0)
  encoding.writeVarUint(encoder, 2 ** 50)
  encoding.writeVarUint(encoder, 0)
  expect(() => inspect(encoding.toUint8Array(encoder))).toThrow(Refused)
})

test('a plan that holds all the records it may takes edits, and no record more', () => {
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
