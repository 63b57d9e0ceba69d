// The server comes back from a backup that is older than what its devices hold.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { backup } from '#server/backup/backup.ts'
import { restore } from '#server/backup/restore.ts'
import { openStore } from '#server/postgres/store.ts'
import { readFeed } from '#server/feed/feed.ts'
import { until } from '../kill/writer.ts'
import { counted } from './counted.ts'
import { expectSame, House } from './house.ts'

let house: House
let folder: string
beforeEach(async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  folder = mkdtempSync(join(tmpdir(), 'relais-older-'))
  house = await House.alone({ dataDir: join(folder, 'data') })
})
afterEach(async () => {
  await house.close()
  rmSync(folder, { recursive: true, force: true })
  vi.restoreAllMocks()
})

test(
  'F31 after a restoration each device’s edits return under its author’s name, and no position is taken for an older one',
  { timeout: 90_000 },
  async ({ task }) => {
    const { phase, workspace } = house.company
    const both = [house.writer(0), house.writer(1)] as const
    await until('both', () => both.every(one => one.settled))
    const writeFor = async (ms: number, ...some: (typeof both)[number][]) => {
      for (const one of some) one.write(phase, 20)
      await new Promise(next => setTimeout(next, ms))
      for (const one of some) one.rest()
      await until('everything to be saved', () => some.every(one => one.settled))
    }
    await writeFor(500, ...both)
    await backup({ pool: house.pool, dataDir: house.dataDir, version: '0', at: 1 }, join(folder, 'backup'))
    // What the backup does not know: each writes while the other is away, so that each alone holds what is theirs.
    const [awa, moussa] = both
    moussa.disconnect()
    await writeFor(400, awa)
    awa.disconnect()
    const seen = (await readFeed(house.pool, await house.who(), 0)).position
    moussa.write(phase, 20)
    await new Promise(next => setTimeout(next, 400))
    moussa.rest()
    const port = house.port
    await house.stop()
    rmSync(join(folder, 'data'), { recursive: true })

    const fresh = await openStore(join(folder, 'new'), undefined)
    // A store migrates; a restoration begins with nothing.
    await fresh.connection.pool.query('drop schema public cascade; create schema public')
    await restore(fresh.connection.pool, join(folder, 'data'), join(folder, 'backup'))
    await fresh.connection.end()
    await fresh.stop()
    const { renameSync } = await import('node:fs')
    renameSync(join(folder, 'new/pg'), join(folder, 'data/pg'))
    await house.start(port)
    const page = await readFeed(house.pool, await house.who(), seen)
    expect(page.documents.map(document => document.name)).toContain(house.plan)
    expect(page.position).toBeGreaterThan(seen)

    const before = await house.count('update_log')
    moussa.connect()
    await until('his edits', () => moussa.settled)
    awa.connect()
    const made = both.reduce((sum, one) => sum + one.records.length + 1, 0)
    await until('everything to be saved', () => both.every(one => one.settled))
    await until('convergence', () => both.every(one => one.doc.getMap('task').size === made))
    const reader = house.writer(0)
    await until('a copy', () => reader.settled)
    expectSame(reader.doc, awa.doc, moussa.doc)
    expect(both.flatMap(one => one.missingIn(reader.doc))).toEqual([])
    expect((await house.rowsEqualRebuild())['task']).toHaveLength(made)
    const { rows } = await house.pool.query<{ record: string; person: string; recovered_by: string | null }>(
      `select record, person, recovered_by from history where workspace = $1 and entity = 'task' and field = 'create'`,
      [workspace]
    )
    const authors = new Map(rows.map(row => [row.record, row.person]))
    const wrong: string[] = []
    for (const [n, one] of both.entries()) {
      const { person } = await house.who(n)
      for (const record of [...one.records, one.own]) if (authors.get(record) !== person) wrong.push(record)
    }
    expect([wrong, rows.length, (await house.count('update_log')) > before]).toEqual([[], made, true])
    counted(task, { made, 'after the backup': (await house.count('update_log')) - before, lost: 0, 'with another author': wrong.length })
  }
)
