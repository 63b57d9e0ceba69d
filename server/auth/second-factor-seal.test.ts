import { expect, test } from 'vitest'
import { Seal } from './second-factor-seal.ts'

const seal = new Seal(Buffer.alloc(32, 1))

test('PLT-03 what is closed opens with the same key, for the same thing, unaltered', () => {
  const closed = seal.close('secret', 'awa')
  expect(seal.open(closed, 'awa')).toBe('secret')
  expect(closed.toString('latin1')).not.toContain('secret')
  expect(seal.close('secret', 'awa')).not.toEqual(closed)
  expect(seal.open(closed, 'moussa')).toBeNull()
  expect(new Seal(Buffer.alloc(32, 2)).open(closed, 'awa')).toBeNull()
  for (let at = 0; at < closed.length; at++) {
    const altered = Buffer.from(closed)
    altered.writeUInt8(altered.readUInt8(at) ^ 1, at)
    expect(seal.open(altered, 'awa')).toBeNull()
  }
  expect(seal.open(closed.subarray(0, 20), 'awa')).toBeNull()
})
test('PLT-03 a hash is of one thing, and of one key', () => {
  const hash = seal.hash('code', 'awa')
  expect(seal.hash('code', 'awa')).toEqual(hash)
  expect(seal.hash('code', 'moussa')).not.toEqual(hash)
  expect(new Seal(Buffer.alloc(32, 2)).hash('code', 'awa')).not.toEqual(hash)
})
