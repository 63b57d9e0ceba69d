import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { randomId } from '#kernel/base/id.ts'
import { isRefusal, type Refusal } from '#kernel/command/command.ts'
import { connect, type Connection } from '#server/postgres/connection.ts'
import { readRows, rebuild } from '#server/projector/rebuild.ts'
import { startRelais, type Relais } from '#server/relais.ts'
import type { Who } from '#server/sync/who.ts'
import { freshDatabase } from '../../../../tests/postgres.ts'
import { scheduleFile } from '../../../../tests/schedule-file.ts'
import { commands } from '../../commands.ts'
import { business } from '../../model.ts'
import { readPlan } from './plan-rows.ts'
import { recognise } from './recognise.ts'
import { readTable } from './read-table.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let connection: Connection
let relais: Relais
let who: Who
let dataDir: string
const clock = { at: Date.parse('2026-11-21T09:00:00Z'), now: () => clock.at }
const post = (body: unknown) => new Request('http://localhost/', { method: 'POST', body: JSON.stringify(body) })

beforeAll(async () => {
  database = await freshDatabase()
  connection = connect(database.url)
  dataDir = mkdtempSync(join(tmpdir(), 'relais-import-'))
  relais = await startRelais({ connection, dataDir, clock, model: business, commands, version: '0.0.0' })
  const owner = { name: 'Awa Diop', email: 'awa@teranga.sn', password: 'ndar-geej-2026' }
  const begun = await relais.setup(post({ workspace: { name: 'Agence Teranga', currency: 'XOF', timeZone: 'Africa/Dakar' }, owner }))
  const found = await relais.who({ cookie: begun.headers.get('set-cookie')?.split(';')[0] ?? '' })
  if (!found) throw new Error('nobody')
  who = found
})
afterAll(async () => {
  await relais.stop()
  await database.drop()
  rmSync(dataDir, { recursive: true })
})

const done = <T>(answer: T | Refusal): T => {
  if (isRefusal(answer)) throw new Error(answer.label.en)
  return answer
}
const table = done(readTable(scheduleFile().text))
const { plan } = done(readPlan(table, recognise(table.header), { language: 'fr', statuses: { partical: 'doing' }, people: [] }))
const count = async (entity: string) =>
  (await connection.pool.query<{ n: number }>(`select count(*)::int as n from model."${entity}"`)).rows[0]?.n
const logged = async () => (await connection.pool.query<{ n: number }>('select count(*)::int as n from update_log')).rows[0]?.n

test('MKT-05 two people who import the same plan at once make one project, and a third import changes nothing', async () => {
  const space = randomId()
  const input = { space, name: 'Plateforme', fresh: true, file: { name: 'plan.csv', hash: 'x' }, plan }
  const ask = async () => {
    const answer = await relais.command(post({ id: randomId(), input }), who, 'importPlan')
    expect(answer.status).toBe(200)
    return (JSON.parse(await answer.text()) as { facts: { kind: string }[] }).facts.map(({ kind }) => kind)
  }
  const [first, second] = await Promise.all([ask(), ask()])
  expect([first?.length, second]).toEqual([17, []])
  expect(await Promise.all(['project', 'phase', 'task', 'dependency'].map(count))).toEqual([1, 10, 63, plan.links.length])
  const { rows } = await connection.pool.query(
    `select code, progress, state, blocked from model.task where code in ('4', '4.1', '4.5') order by code`
  )
  expect(rows).toMatchObject([
    { code: '4', state: 'doing', blocked: false },
    { code: '4.1', progress: 50, state: 'doing' },
    { code: '4.5', state: 'todo', blocked: true },
  ])
  expect((await connection.pool.query('select 1 from model.task where problem is not null')).rowCount).toBe(0)
  const before = await logged()
  expect(await ask()).toEqual([])
  expect(await logged()).toBe(before)
  const live = await readRows(connection.pool, business, who.workspace)
  await rebuild(connection.pool, business, who.workspace, () => {})
  expect(await readRows(connection.pool, business, who.workspace)).toEqual(live)
})
