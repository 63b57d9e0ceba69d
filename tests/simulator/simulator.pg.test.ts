import { mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect, inject, it } from 'vitest'
import { freshDatabase } from '../postgres.ts'
import { runSeeds, spoken, still } from './lanes.ts'

// One seed, with its trace: RELAIS_SEED=123. How many: RELAIS_SEEDS=10000.
const one = process.env['RELAIS_SEED']
const whole = process.env['RELAIS_FAULTS'] === 'whole'
const count = Number(process.env['RELAIS_SEEDS'] ?? (whole ? 10_000 : 500))
const seeds = one ? [Number(one)] : Array.from({ length: count }, (_, n) => n + 1)
const patience = 60_000 + count * 3_000

beforeAll(() => still(inject('cluster')))

it(
  'PLT-20 PLT-21 PLT-22 whatever fails, nothing acknowledged is lost, all converge, and no indicator lies',
  { timeout: patience },
  async () => {
    const { told, lines } = await runSeeds(seeds, freshDatabase, { traced: one !== undefined })
    const broken = told.filter(run => run.broken.length)
    if (one) {
      const folder = join(tmpdir(), 'relais-simulator')
      mkdirSync(folder, { recursive: true })
      writeFileSync(join(folder, `${one}.txt`), lines.join('\n'))
      console.log(`${lines.length} lines of trace: ${join(folder, `${one}.txt`)}`)
    }
    console.log(`${told.length} seeds, ${told.reduce((sum, { happened }) => sum + happened, 0)} happenings`)
    expect(spoken(broken)).toBe('')
    expect(told).toHaveLength(seeds.length)
  }
)

it('a seed that is run again runs the same', { timeout: patience }, async () => {
  const some = one ? seeds : [3, 5, 8, 13, 21, 34]
  const [first, second] = [await runSeeds(some, freshDatabase, { lanes: 1 }), await runSeeds([...some].reverse(), freshDatabase)]
  const hashes = ({ told }: typeof first) => Object.fromEntries(told.map(({ seed, hash }) => [seed, hash]))
  expect(hashes(second)).toEqual(hashes(first))
})
