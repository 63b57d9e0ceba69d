// The disk of the data folder fills up while two people write.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { until } from '../kill/writer.ts'
import { counted, whole } from './counted.ts'
import { expectSame, House } from './house.ts'

test('F6 while the database has no room nothing is acknowledged, and what waited is saved afterwards', { timeout: 60_000 }, async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  const house = await House.shared()
  const awa = house.writer()
  await until('the plan', () => awa.settled)
  const { pool } = house
  const { query } = pool
  let room = false
  pool.query = function (this: unknown, first: { name?: string }, ...rest: unknown[]) {
    const full = Object.assign(new Error('could not extend file: No space left on device'), { code: '53100' })
    if (!room && first?.name === 'append') return Promise.reject(full)
    return (query as (...all: unknown[]) => unknown).call(this, first, ...rest)
  } as never
  awa.write(house.company.phase, 20)
  await new Promise(next => setTimeout(next, 1_000))
  expect([awa.saved.records, await house.count('update_log')]).toEqual([0, 0])
  room = true
  awa.rest()
  await until('everything to be saved', () => awa.settled && awa.saved.records === awa.records.length)
  await house.close()
})

if (whole)
  test('F6 a disk that is full, then has room again, loses nothing', { timeout: 180_000 }, async ({ task }) => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const disk = mkdtempSync(join(tmpdir(), 'relais-disk-'))
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=96m', 'tmpfs', disk], { encoding: 'utf8' })
    expect(
      mounted.stderr,
      'A small disk cannot be mounted here: run this as root, or under “unshare --user --map-root-user --mount”.'
    ).toBe('')
    try {
      const house = await House.alone({ dataDir: disk })
      const both = [house.writer(0), house.writer(1)]
      await until('both', () => both.every(one => one.settled))
      for (const one of both) one.write(house.company.phase, 15)
      const left = () => statfsSync(disk).bavail * statfsSync(disk).bsize
      const fill = () => writeFileSync(join(disk, 'other'), Buffer.alloc(Math.max(0, left() - 64 * 1024)), { flag: 'a' })
      await new Promise(next => setTimeout(next, 1_000))
      let fullFor = 0
      for (let i = 0; i < 40; i++) {
        fill()
        await new Promise(next => setTimeout(next, 500))
        if (both.some(one => !one.settled)) fullFor++
      }
      const saved = both.reduce((sum, one) => sum + one.saved.records, 0)
      const waiting = both.reduce((sum, one) => sum + one.records.length, 0) - saved
      rmSync(join(disk, 'other'))
      for (const one of both) one.rest()
      await until('everything to be saved', () => both.every(one => one.settled), 60_000)
      const reader = house.writer()
      await until('a copy', () => reader.settled)
      const lost = both.flatMap(one => one.missingIn(reader.doc))
      await until('convergence', () => both.every(one => one.doc.getMap('task').size === reader.doc.getMap('task').size))
      expectSame(reader.doc, ...both.map(one => one.doc))
      const rows = await house.rowsEqualRebuild(60_000)
      expect(rows['task']).toHaveLength(both.reduce((sum, one) => sum + one.records.length + 1, 0))
      counted(task, { 'acknowledged before there was room': saved, waiting, lost: lost.length })
      expect([lost, fullFor > 0, waiting > 0]).toEqual([[], true, true])
      await house.close()
    } finally {
      spawnSync('umount', ['-l', disk])
      rmSync(disk, { recursive: true, force: true })
    }
  })
