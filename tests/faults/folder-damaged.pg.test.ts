// The folder of the embedded database is damaged: a real server says so in words, and a backup brings everything back.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, openSync, readdirSync, readFileSync, renameSync, rmSync, statSync, unlinkSync, writeSync, closeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { planName } from '#kernel/space/name.ts'
import { foundCompanyIn } from '../kill/company.ts'
import { freePort, ServerProcess } from '../kill/server-process.ts'
import { until, Writer } from '../kill/writer.ts'
import { madeBefore } from '../made-before.ts'
import { counted, whole } from './counted.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'relais-damaged-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))
const program = (words: string[], dataDir: string) =>
  spawnSync(process.execPath, ['server/backup/main.ts', ...words], {
    cwd: fileURLToPath(new URL('../../', import.meta.url)),
    env: { ...process.env, DATA_DIR: dataDir },
    encoding: 'utf8',
  })
const zero = (path: string, from: number, length: number) => {
  const file = openSync(path, 'r+')
  writeSync(file, Buffer.alloc(length, 0x5a), 0, length, from)
  closeSync(file)
}

test('F8 a damaged folder is said clearly, and a restored backup goes on from there', { timeout: 120_000 }, async ({ task }) => {
  const dataDir = madeBefore(join(folder, 'data'))
  const { workspace, space, phase, cookies } = await foundCompanyIn(dataDir)
  const server = new ServerProcess(dataDir, await freePort())
  expect(await server.start()).toBe(true)
  const awa = new Writer(server.port, cookies[0] as string, planName(workspace, space))
  awa.connect()
  await until('the plan', () => awa.settled)
  awa.write(phase, 20)
  await until('some edits', () => awa.saved.records > 20)
  const saved = awa.saved.records
  // While it works, and writes.
  const made = program(['backup', join(folder, 'backup')], dataDir)
  expect([made.status, made.stderr, made.stdout]).toEqual([0, '', expect.stringContaining('Sauvegarde faite')])
  awa.rest()
  await until('rest', () => awa.settled)
  awa.disconnect()
  await server.stop()

  const damages: [string, (pg: string) => void][] = [
    ['pg_control', pg => zero(join(pg, 'global/pg_control'), 0, 512)],
    [
      'the log of PostgreSQL',
      pg => readdirSync(join(pg, 'pg_wal')).forEach(name => name.length === 24 && unlinkSync(join(pg, 'pg_wal', name))),
    ],
    ['PG_VERSION', pg => unlinkSync(join(pg, 'PG_VERSION'))],
    [
      'the pages of tables',
      pg => {
        for (const base of readdirSync(join(pg, 'base')))
          for (const name of readdirSync(join(pg, 'base', base)))
            if (/^\d+$/.test(name) && Number(name) > 16_384 && statSync(join(pg, 'base', base, name)).size > 0)
              zero(join(pg, 'base', base, name), 2_000, 4_000)
      },
    ],
  ]
  const sound = join(folder, 'sound')
  renameSync(join(dataDir, 'pg'), sound)
  const tried = whole ? damages : damages.filter((_, i) => i === 0 || i === damages.length - 1)
  for (const [what, damage] of tried) {
    spawnSync('cp', ['-a', sound, join(dataDir, 'pg')])
    damage(join(dataDir, 'pg'))
    const broken = new ServerProcess(dataDir, server.port)
    expect(await broken.start(), what).toBe(false)
    expect(broken.output, what).toMatch(/endommagé/)
    expect(broken.output, what).toMatch(/npm run restore/)
    expect(broken.output, what).not.toMatch(/\n {4}at /)
    const pid = join(dataDir, 'pg/postmaster.pid')
    expect(() => readFileSync(pid), what).toThrow()
    rmSync(join(dataDir, 'pg'), { recursive: true })
  }

  const fresh = join(folder, 'fresh')
  const restored = program(['restore', join(folder, 'backup')], fresh)
  expect([restored.status, restored.stderr, restored.stdout]).toEqual([0, '', expect.stringContaining('restaurée')])
  const next = new ServerProcess(fresh, server.port)
  expect(await next.start()).toBe(true)
  const reader = new Writer(next.port, cookies[0] as string, planName(workspace, space))
  reader.connect()
  await until('a copy', () => reader.settled)
  const there = reader.doc.getMap('task').size
  expect(there).toBeGreaterThanOrEqual(saved)
  // The device that was ahead of the backup brings the rest.
  awa.connect()
  await until('its edits', () => awa.settled)
  await until('convergence', () => reader.doc.getMap('task').size === awa.records.length + 1)
  counted(task, { damages: tried.length, 'records in the backup': there, 'records at the end': awa.records.length + 1 })
  for (const one of [awa, reader]) one.destroy()
  expect(await next.stop()).toBe(0)
})
