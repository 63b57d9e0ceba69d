import { expect, test } from 'vitest'
import { readDifferences, writeDifferences } from './difference.ts'

const some = [
  { name: 'a/plan/b', update: new Uint8Array([1, 2, 3]), sequence: 900_000 },
  { name: 'a/plan/c', is: 'absent' as const },
  { name: 'a/plan/d', is: 'large' as const },
]

test('PLT-20 differences are read as they were written, and not at all when a bit has turned', () => {
  const written = writeDifferences(some)
  expect(readDifferences(written)).toEqual(some)
  for (let at = 0; at < written.length; at++) {
    const damaged = written.slice()
    damaged[at] = damaged[at]! ^ 16
    expect(readDifferences(damaged)).toBeNull()
  }
  expect(readDifferences(written.subarray(0, written.length - 1))).toBeNull()
  expect(readDifferences(new Uint8Array())).toBeNull()
})
