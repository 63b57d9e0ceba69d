import { expect, it } from 'vitest'
import { count, few, hold, one, patience, runSeeds } from './lanes.ts'

it('PLT-20 PLT-21 PLT-22 whatever fails, nothing acknowledged is lost, all converge and no indicator lies', { timeout: patience }, () =>
  hold(few + 1, Math.max(1, count - few))
)

it('a seed that is run again runs the same', { timeout: patience }, async () => {
  const some = one === null ? [3, 5, 8, 13, 21, 34] : [one]
  const [first, second] = [await runSeeds(some, { lanes: 1 }), await runSeeds([...some].reverse())]
  const hashes = ({ told }: typeof first) => Object.fromEntries(told.map(({ seed, hash }) => [seed, hash]))
  expect(hashes(second)).toEqual(hashes(first))
})
