import fc from 'fast-check'
import { expect, it } from 'vitest'
import { withoutSum, withSum } from './summed.ts'

it('F25 a message comes back as it was sent, and no single flipped bit passes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(), (bytes, place) => {
      const sent = withSum(bytes)
      expect(withoutSum(sent)).toEqual(bytes)
      const bit = place % (sent.length * 8)
      sent[bit >> 3] = (sent[bit >> 3] as number) ^ (1 << (bit & 7))
      expect(withoutSum(sent)).toBeNull()
    })
  )
})
it('F25 what is shorter than a sum is no message', () => {
  expect(withoutSum(new Uint8Array(3))).toBeNull()
})
