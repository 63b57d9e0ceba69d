// Two processes over one database, one after the other or both at once; and one that is asked to go with much in hand.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { randomId } from '#kernel/base/id.ts'
import { planName, textName } from '#kernel/space/name.ts'
import { business } from '#domain/model.ts'
import { startEmbedded, type Embedded } from '#server/postgres/embedded.ts'
import { openStore } from '#server/postgres/store.ts'
import { readRows, rebuild } from '#server/projector/rebuild.ts'
import { foundCompanyIn } from '../kill/company.ts'
import { freePort, ServerProcess } from '../kill/server-process.ts'
import { until, Writer } from '../kill/writer.ts'
import { madeBefore } from '../made-before.ts'
import { counted } from './counted.ts'
import { expectSame } from './house.ts'
import { Raw, updateMessage } from './raw.ts'

let folder: string
let cluster: Embedded
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'relais-takeover-'))
  cluster = await startEmbedded(madeBefore(join(folder, 'database')))
})
afterEach(async () => {
  await cluster.stop()
  rmSync(folder, { recursive: true, force: true })
})
const process_ = async (port?: number) =>
  new ServerProcess(join(folder, 'data'), port ?? (await freePort()), { DATABASE_URL: cluster.url }, 'tests/kill/doors.ts')
async function rowsEqualRebuild(workspace: string) {
  const store = await openStore(join(folder, 'data'), cluster.url)
  const { pool } = store.connection
  const rows = await readRows(pool, business, workspace)
  await rebuild(pool, business, workspace, damage => expect(damage).toBeUndefined())
  expect(await readRows(pool, business, workspace)).toEqual(rows)
  const { rows: behind } = await pool.query('select from document d join projection p on p.document = d.id where d.sequence > p.sequence')
  const { rows: births } = await pool.query(
    `select count(*)::int as lines, count(distinct record)::int as records from history where entity = 'task' and field = 'create'`
  )
  await store.connection.end()
  await store.stop()
  expect(behind).toEqual([])
  expect(births[0].lines).toBe(births[0].records)
  return rows
}

test('F10 a second process on the same data is refused with words, and the first goes on', { timeout: 90_000 }, async ({ task }) => {
  const { workspace, space, phase, cookies } = await foundCompanyIn(join(folder, 'data'), cluster.url)
  const first = await process_()
  expect(await first.start()).toBe(true)
  const awa = new Writer(first.port, cookies[0] as string, planName(workspace, space))
  awa.connect()
  await until('the plan', () => awa.settled)
  awa.write(phase, 30)
  const second = await process_()
  expect(await second.start()).toBe(false)
  expect(second.output).toContain('Relais tourne déjà sur ces données')
  awa.rest()
  await until('it to be saved', () => awa.settled)
  counted(task, { refused: 1, made: awa.records.length + 1 })
  awa.destroy()
  expect(await first.stop()).toBe(0)
  expect((await rowsEqualRebuild(workspace))['task']).toHaveLength(awa.records.length + 1)
})

test('F10 F11 killed in mid-edit, a process is followed by another on the same documents', { timeout: 90_000 }, async ({ task }) => {
  const { workspace, space, phase, cookies } = await foundCompanyIn(join(folder, 'data'), cluster.url)
  const port = await freePort()
  const writers = cookies.map(cookie => new Writer(port, cookie, planName(workspace, space)))
  const rounds = 3
  for (let round = 0; round < rounds; round++) {
    const one = await process_(port)
    expect(await one.start({ at: `acknowledge:before:${20 + round}`, postgres: false })).toBe(true)
    // The next one waits for the former to be dead: started beside it, it is refused.
    if (round === 0) expect(await (await process_()).start()).toBe(false)
    for (const writer of writers) {
      writer.connect()
      writer.write(phase, 20)
    }
    await one.end(20_000)
    for (const writer of writers) writer.rest()
  }
  const last = await process_(port)
  expect(await last.start()).toBe(true)
  await until('everything to be saved', () => writers.every(writer => writer.settled))
  const made = writers.reduce((sum, writer) => sum + writer.records.length + 1, 0)
  await until('convergence', () => writers.every(writer => writer.doc.getMap('task').size === made))
  expectSame(writers[0]!.doc, writers[1]!.doc)
  const lost = writers.flatMap(writer => writer.missingIn(writers[1]!.doc))
  for (const writer of writers) writer.destroy()
  expect(await last.stop()).toBe(0)
  counted(task, { takeovers: rounds, made, lost: lost.length })
  expect(lost).toEqual([])
  expect((await rowsEqualRebuild(workspace))['task']).toHaveLength(made)
})

test(
  'F33 asked to stop with a thousand documents in hand, it ends by itself and nothing is left undone',
  { timeout: 120_000 },
  async ({ task }) => {
    const { workspace, space, cookies } = await foundCompanyIn(join(folder, 'data'), cluster.url)
    const server = await process_()
    expect(await server.start()).toBe(true)
    const device = new Raw(server.port, cookies[0] as string)
    await device.ready()
    const documents = 1_000
    const names = Array.from({ length: documents }, () => textName(workspace, 'document', randomId(), 'body'))
    for (const name of names) device.enter(name, JSON.stringify({ space }))
    await until('them to be open', () => device.entered(/read-write/) === documents, 60_000)
    for (const name of names) {
      const doc = new Y.Doc()
      const paragraph = new Y.XmlElement('paragraph')
      paragraph.insert(0, [new Y.XmlText(name)])
      doc.getXmlFragment('default').push([paragraph])
      device.socket.send(updateMessage(name, Y.encodeStateAsUpdate(doc)))
    }
    await until('the first to be saved', () => device.taken.length > documents / 4, 30_000)
    const code = await server.stop()
    const taken = new Set(device.taken)
    const store = await openStore(join(folder, 'data'), cluster.url)
    const { rows } = await store.connection.pool.query(
      'select d.name, d.sequence = p.sequence as projected from document d join projection p on p.document = d.id where d.sequence > 0 and d.sort = $1',
      ['text']
    )
    await store.connection.end()
    await store.stop()
    const there = new Map(rows.map(row => [row.name as string, row.projected as boolean]))
    const lost = [...taken].filter(name => !there.has(name))
    const undone = [...there.values()].filter(projected => !projected).length
    counted(task, { documents, acknowledged: taken.size, lost: lost.length, unprojected: undone })
    expect([code, lost, undone]).toEqual([0, [], 0])
  }
)
