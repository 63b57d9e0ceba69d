import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { randomId } from '#kernel/base/id.ts'
import { connect, type Connection } from '#server/postgres/connection.ts'
import { readRows, rebuild } from '#server/projector/rebuild.ts'
import { startRelais, type Relais } from '#server/relais.ts'
import type { Who } from '#server/sync/who.ts'
import { freshDatabase } from '../../../tests/postgres.ts'
import { commands } from '../commands.ts'
import { business } from '../model.ts'

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
  dataDir = mkdtempSync(join(tmpdir(), 'relais-move-'))
  relais = await startRelais({ connection, dataDir, clock, model: business, commands, version: '0.0.0' })
  const workspace = { name: 'Agence Teranga', currency: 'XOF', timeZone: 'Africa/Dakar' }
  const owner = { name: 'Awa Diop', email: 'awa@teranga.sn', password: 'ndar-geej-2026' }
  const begun = await relais.setup(post({ workspace, owner, demo: true }))
  const found = await relais.who({ cookie: begun.headers.get('set-cookie')?.split(';')[0] ?? '' })
  if (!found) throw new Error('nobody')
  who = found
})
afterAll(async () => {
  await relais.stop()
  await database.drop()
  rmSync(dataDir, { recursive: true })
})
const ask = async <T>(sql: string, values: unknown[] = []) => (await connection.pool.query(sql, values)).rows as T[]
const move = async (input: Record<string, unknown>) => (await relais.command(post({ id: randomId(), input }), who, 'moveRecords')).status

test('a step and a document move between projects with all that is part of them, and come back', async () => {
  const [step] = await ask<{ id: string; space: string; title: string }>(
    `select id, space, title from model.task where kind = 'step' and children > 1 and not hidden order by title limit 1`
  )
  const [paper] = await ask<{ id: string; body: string }>(`select id, body from model.document where space = $1 and not hidden`, [
    step?.space,
  ])
  const [place] = await ask<{ id: string; space: string }>('select id, space from model.phase where space <> $1 order by id limit 1', [
    step?.space,
  ])
  if (!step || !paper || !place) throw new Error('the example changed')
  const under = async (space: string) =>
    (
      await ask<{ title: string }>('select title from model.task where parent = $1 and space = $2 and not hidden order by title', [
        step.id,
        space,
      ])
    ).map(row => row.title)
  const before = await under(step.space)
  expect(before.length).toBeGreaterThan(1)

  expect(await move({ space: step.space, entity: 'task', record: step.id, to: place.space, under: { phase: place.id } })).toBe(200)
  expect(await move({ space: step.space, entity: 'document', record: paper.id, to: place.space })).toBe(200)
  expect([await under(step.space), await under(place.space)]).toEqual([[], before])
  expect(await ask('select body from model.document where id = $1 and not hidden', [paper.id])).toEqual([{ body: paper.body }])
  const wrong = () =>
    ask(
      'select id, problem from model.task where problem is not null and not hidden union select id, problem from model.dependency where problem is not null and not hidden'
    )
  expect(await wrong()).toEqual([])

  const [phase] = await ask<{ id: string }>('select id from model.phase where space = $1 order by id limit 1', [step.space])
  expect(await move({ space: place.space, entity: 'task', record: step.id, to: step.space, under: { phase: phase?.id } })).toBe(200)
  expect([await under(step.space), await under(place.space), await wrong()]).toEqual([before, [], []])
  const live = await readRows(connection.pool, business, who.workspace)
  await rebuild(connection.pool, business, who.workspace, () => {})
  expect(await readRows(connection.pool, business, who.workspace)).toEqual(live)
})
