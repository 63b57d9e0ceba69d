import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Count, Extreme, Sum, type Folded, type Total } from './total.ts'

/** Adds them all, in between takes away those that are to go. */
function folded<T extends Total>(total: T, values: readonly { value: Folded; stays: boolean }[]): T {
  const leaving: Folded[] = []
  for (const { value, stays } of values) {
    total.add(value)
    if (!stays) leaving.unshift(value)
    if (leaving.length > 2) total.remove(leaving.pop() as Folded)
  }
  for (const value of leaving) total.remove(value)
  return total
}
const some = (value: fc.Arbitrary<Folded>) => fc.array(fc.record({ value, stays: fc.boolean() }), { maxLength: 30 })
const left = (values: readonly { value: Folded; stays: boolean }[]) => values.filter(({ stays }) => stays).map(({ value }) => value)

/** Sixteenths as whole numbers of any size. */
const exactly = (values: readonly Folded[]) => Number(values.reduce((sum, value) => sum + BigInt((value as number) * 16), 0n)) / 16

it('a sum is the double nearest to the exact one, whatever came, went, and when', () => {
  const sixteenth = fc.oneof(fc.integer(), fc.maxSafeInteger()).map(whole => whole / 16)
  fc.assert(
    fc.property(some(sixteenth), values => {
      expect(folded(new Sum(), values).value).toBe(exactly(left(values)) + 0)
    }),
    { numRuns: 1_000 }
  )
})
it('a sum forgets what went, however large it was', () => {
  const sum = new Sum()
  for (const value of [0.1, 2 ** 70, 0.2]) sum.add(value)
  sum.remove(2 ** 70)
  sum.remove(0.1)
  expect(sum.value).toBe(0.2)
})
it('a count, a least and a greatest are those of what is left', () => {
  fc.assert(
    fc.property(some(fc.constantFrom('2026-01-05', '2026-02-01', '2026-03-01', '2026-03-02')), values => {
      const sorted = left(values).sort()
      expect(folded(new Count(), values).value).toBe(sorted.length)
      expect(folded(new Extreme('min'), values).value).toBe(sorted[0] ?? null)
      expect(folded(new Extreme('max'), values).value).toBe(sorted.at(-1) ?? null)
    })
  )
})
