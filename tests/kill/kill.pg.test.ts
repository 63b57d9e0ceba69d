// What was shown as saved is there, wherever the server and its database are killed.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { planName } from '#kernel/space/name.ts'
import { business } from '#domain/model.ts'
import { openStore } from '#server/postgres/store.ts'
import { readRows, rebuild } from '#server/projector/rebuild.ts'
import { foundCompanyIn } from './company.ts'
import { ServerProcess } from './server-process.ts'
import { until, Writer } from './writer.ts'

const kills = Number(process.env.RELAIS_KILLS ?? 20)
const points = ['append:before', 'append:after', 'acknowledge:before', 'acknowledge:after', 'project:before', 'project:after']
const dataDir = mkdtempSync(join(tmpdir(), 'relais-kill-'))
afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

test(`nothing acknowledged is lost in ${kills} kills, and the rows equal a rebuild`, { timeout: 60_000 + kills * 15_000 }, async () => {
  const { workspace, space, phase, cookies } = await foundCompanyIn(dataDir)
  const server = new ServerProcess(dataDir, 4100 + Math.floor(Math.random() * 800))
  const name = planName(workspace, space)
  const writers = cookies.map(cookie => new Writer(server.port, cookie, name))
  let acknowledged = 0

  /** Another device, which has nothing, asks the server what it has; null when the server dies meanwhile. */
  const whatIsThere = async () => {
    const reader = new Writer(server.port, cookies[0] as string, name)
    reader.connect()
    try {
      await until('a first copy', () => reader.provider.isSynced || !server.running)
      return reader.provider.isSynced ? reader.doc : null
    } finally {
      reader.destroy()
    }
  }

  for (let kill = 0; kill < kills; ) {
    const at = points[Math.floor(Math.random() * points.length)] as string
    if (!(await server.start({ at: `${at}:${1 + Math.floor(Math.random() * 12)}`, postgres: kill % 4 === 3 }))) {
      expect(server.output).toBe('')
      kill++
      continue
    }
    const there = await whatIsThere()
    if (there) {
      expect(writers.flatMap(writer => writer.missingIn(there))).toEqual([])
      for (const writer of writers) {
        writer.connect()
        writer.write(phase, 25)
      }
    }
    await server.end(15_000)
    for (const writer of writers) {
      writer.rest()
      writer.disconnect()
    }
    acknowledged = writers.reduce((sum, writer) => sum + writer.saved.records, 0)
    kill++
  }

  expect(await server.start()).toBe(true)
  for (const writer of writers) writer.connect()
  await until('everything to be saved', () => writers.every(writer => writer.settled))
  const all = writers.reduce((sum, writer) => sum + writer.records.length + 1, 0)
  await until('convergence', () => writers.every(writer => writer.doc.getMap('task').size === all))
  expect(await server.stop()).toBe(0)
  for (const writer of writers) writer.destroy()
  console.log(`${kills} kills, ${acknowledged} acknowledged records, 0 lost`)

  const store = await openStore(dataDir, undefined)
  const { pool } = store.connection
  const rows = await readRows(pool, business, workspace)
  expect(rows['task']).toHaveLength(all)
  await rebuild(pool, business, workspace, damage => expect(damage).toBeUndefined())
  expect(await readRows(pool, business, workspace)).toEqual(rows)
  const { rows: births } = await pool.query(`select count(*)::int as lines, count(distinct record)::int as records from history where entity = 'task' and field = 'create'`)
  expect(births).toEqual([{ lines: rows['task']!.length, records: rows['task']!.length }])
  expect((await pool.query('select from quarantine')).rowCount).toBe(0)
  await store.connection.end()
  await store.stop()
})
