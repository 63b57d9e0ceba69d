import { mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { freshDatabase } from '../postgres.ts'
import { runSeeds, spoken, still } from './lanes.ts'

// One seed, with its trace: RELAIS_SEED=123. How many: RELAIS_SEEDS=2000.
const one = process.env['RELAIS_SEED']
const whole = process.env['RELAIS_FAULTS'] === 'whole'
const count = Number(process.env['RELAIS_SEEDS'] ?? (whole ? 10_000 : 500))
const few = Math.min(count, 40)
const patience = 120_000 + count * 5_000
const from = (first: number, length: number) => Array.from({ length: Math.max(0, length) }, (_, n) => first + n)

/** Runs them, and says of those that break what they break and how to see them again. */
async function hold(seeds: readonly number[]) {
  const wanted = one ? [Number(one)] : seeds
  const { told, lines } = await runSeeds(wanted, freshDatabase, { traced: one !== undefined })
  if (one) {
    const folder = join(tmpdir(), 'relais-simulator')
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, `${one}.txt`), lines.join('\n'))
    console.log(`${lines.length} lines of trace: ${join(folder, `${one}.txt`)}`)
  }
  console.log(`${told.length} seeds, ${told.reduce((sum, { happened }) => sum + happened, 0)} happenings`)
  expect(spoken(told.filter(run => run.broken.length))).toBe('')
  expect(told).toHaveLength(wanted.length)
}

beforeAll(() => still(inject('cluster')))

describe('PLT-20 PLT-21 PLT-22 whatever fails, nothing acknowledged is lost, all converge and no indicator lies', () => {
  it('in the first forty seeds', { timeout: patience }, () => hold(from(1, few)))
  it('in all the others', { timeout: patience }, () => hold(from(few + 1, count - few)))
})

it('a seed that is run again runs the same', { timeout: patience }, async () => {
  const some = one ? [Number(one)] : [3, 5, 8, 13, 21, 34]
  const [first, second] = [await runSeeds(some, freshDatabase, { lanes: 1 }), await runSeeds([...some].reverse(), freshDatabase)]
  const hashes = ({ told }: typeof first) => Object.fromEntries(told.map(({ seed, hash }) => [seed, hash]))
  expect(hashes(second)).toEqual(hashes(first))
})
