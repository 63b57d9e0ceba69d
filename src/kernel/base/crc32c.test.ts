import { expect, test } from 'vitest'
import { crc32c } from './crc32c.ts'

const words = (text: string) => crc32c(new TextEncoder().encode(text))

test('the sums that RFC 3720 gives, and of what is shorter than eight bytes', () => {
  expect(words('123456789')).toBe(0xe3069283)
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa)
  expect(crc32c(new Uint8Array(32).fill(255))).toBe(0x62a8ab43)
  expect(crc32c(Uint8Array.from({ length: 32 }, (_, n) => n))).toBe(0x46dd794e)
  expect([words(''), words('a')]).toEqual([0, 0xc1d04330])
})

test('F25 one flipped bit is seen, wherever it stands', () => {
  const bytes = Uint8Array.from({ length: 67 }, (_, n) => n * 37)
  const sum = crc32c(bytes)
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const flipped = bytes.slice()
    flipped[bit >> 3]! ^= 1 << (bit & 7)
    expect(crc32c(flipped)).not.toBe(sum)
  }
})
