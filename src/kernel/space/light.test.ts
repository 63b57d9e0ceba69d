import { deflateRawSync } from 'node:zlib'
import { createEncoder, toUint8Array, writeVarString, writeVarUint, writeVarUint8Array } from 'lib0/encoding'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { lighten, restore } from './light.ts'

function message(type: number, step: number, update: Uint8Array): Uint8Array {
  const encoder = createEncoder()
  writeVarString(encoder, 'a/plan/b')
  writeVarUint(encoder, type)
  writeVarUint(encoder, step)
  writeVarUint8Array(encoder, update)
  return toUint8Array(encoder)
}
/** What is said at each comparison of a plan in which every record was written again. */
function deletions(): Uint8Array {
  const doc = new Y.Doc()
  const records = Array.from({ length: 500 }, (_, n) => {
    const record = new Y.Map([...'abcdefgh'].map(key => [key, n]))
    doc.getMap('task').set(String(n), record)
    return record
  })
  const other = new Y.Doc()
  Y.applyUpdate(other, Y.encodeStateAsUpdate(doc))
  for (const [n] of records.entries()) (other.getMap('task').get(String(n)) as Y.Map<unknown>).set('c', 'again')
  return Y.encodeStateAsUpdate(other, Y.encodeStateVector(other))
}

test('a message with edits comes back as it was, and deflates to less than a tenth', () => {
  for (const type of [0, 4])
    for (const step of [1, 2]) {
      const whole = message(type, step, deletions())
      const light = lighten(whole) as Uint8Array
      expect(Buffer.from(restore(light)).equals(Buffer.from(whole))).toBe(true)
      expect(deflateRawSync(light).length).toBeLessThan(whole.length / 10)
    }
})
test('a question, and what is not about edits, stays as it is', () => {
  expect(lighten(message(0, 0, new Uint8Array([0])))).toBeNull()
  expect(lighten(message(1, 1, new Uint8Array([0])))).toBeNull()
})
