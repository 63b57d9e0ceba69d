// The database answers no more, or is not there: nothing is called saved meanwhile, and all is saved afterwards.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { until } from '../kill/writer.ts'
import { counted, whole } from './counted.ts'
import { expectSame, House } from './house.ts'
import { familyOf, signal } from './processes.ts'

/** Seconds. */
const away = whole ? 300 : 10
let house: House
beforeEach(async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  house = await House.alone()
})
afterEach(async () => {
  await house.close()
  vi.restoreAllMocks()
})
const pause = (seconds: number) => new Promise(next => setTimeout(next, seconds * 1_000))

const patience = 60_000 + away * 2_000
test('F5 while Postgres is stopped nothing is acknowledged, and everything is afterwards', { timeout: patience }, async ({ task }) => {
  const both = [house.writer(0), house.writer(1)] as const
  await until('both', () => both.every(one => one.settled))
  for (const one of both) one.write(house.company.phase, 100)
  await pause(1)
  const family = familyOf(house.postmaster)
  expect(family.length).toBeGreaterThan(3)
  signal(family, 'SIGSTOP')
  try {
    await pause(0.5)
    const saved = both.map(one => one.saved.records)
    await pause(away)
    expect(both.map(one => one.saved.records)).toEqual(saved)
    expect(both.map(one => one.settled)).toEqual([false, false])
  } finally {
    signal(family, 'SIGCONT')
  }
  for (const one of both) one.rest()
  await back(task, both)
})

test('F5 while Postgres is killed as often as it comes nothing is lost', { timeout: patience }, async ({ task }) => {
  const both = [house.writer(0), house.writer(1)] as const
  await until('both', () => both.every(one => one.settled))
  for (const one of both) one.write(house.company.phase, 100)
  let kills = 0
  const last = { pid: 0 }
  const end = performance.now() + away * 1_000
  while (performance.now() < end || kills < 3) {
    const pid = postmaster()
    if (pid && pid !== last.pid) {
      signal([pid], 'SIGKILL')
      last.pid = pid
      kills++
    }
    await pause(0.02)
  }
  for (const one of both) one.rest()
  await back(task, both, { kills })
})
const postmaster = () => {
  try {
    return Number(readFileSync(join(house.dataDir, 'pg/postmaster.pid'), 'utf8').split('\n', 1)[0])
  } catch {
    return 0
  }
}

async function back(task: Parameters<typeof counted>[0], both: readonly ReturnType<House['writer']>[], also: Record<string, number> = {}) {
  const acknowledged = both.reduce((sum, one) => sum + one.saved.records, 0)
  await until('everything to be saved', () => both.every(one => one.settled), 60_000)
  const reader = house.writer()
  await until('a copy', () => reader.settled, 30_000)
  const lost = both.flatMap(one => one.missingIn(reader.doc))
  const made = both.reduce((sum, one) => sum + one.records.length + 1, 0)
  await until('convergence', () => both.every(one => one.doc.getMap('task').size === made))
  expectSame(reader.doc, ...both.map(one => one.doc))
  expect((await house.rowsEqualRebuild())['task']).toHaveLength(made)
  counted(task, { ...also, seconds: away, 'acknowledged before it came back': acknowledged, made, lost: lost.length })
  expect(lost).toEqual([])
}
