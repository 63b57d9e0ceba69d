import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { randomId } from '#kernel/base/id.ts'
import { createRecord } from '#kernel/space/record.ts'
import { business } from '#domain/model.ts'
import { House } from '../../tests/faults/house.ts'
import { until } from '../../tests/kill/writer.ts'
import { freshDatabase } from '../../tests/postgres.ts'
import { connect } from '../postgres/connection.ts'
import { transaction } from '../postgres/transaction.ts'
import { readRows } from '../projector/rebuild.ts'
import { startRelais } from '../relais.ts'
import { backup } from './backup.ts'
import { restore } from './restore.ts'

let house: House
let folder: string
let other: Awaited<ReturnType<typeof freshDatabase>>
beforeEach(async () => {
  house = await House.shared()
  folder = mkdtempSync(join(tmpdir(), 'relais-backup-'))
  other = await freshDatabase()
})
afterEach(async () => {
  await house.close()
  await other.drop()
  rmSync(folder, { recursive: true, force: true })
})
const take = (name = 'one') => backup({ pool: house.pool, dataDir: house.dataDir, version: '0', at: 1 }, join(folder, name))
/** A database as empty as a new one. */
async function empty() {
  const connection = connect(other.url)
  await connection.pool.query('drop schema public cascade; create schema public')
  return connection
}
const contents = async (connection: ReturnType<typeof connect>) => {
  const all: Record<string, unknown> = {}
  for (const table of [
    'workspace',
    'account',
    'document',
    'update_log',
    'fact',
    'fact_space',
    'history',
    'claim',
    'command',
    'audit',
    'client',
  ]) {
    const { rows } = await connection.pool.query(`select to_jsonb(t) - 'position' as row from "${table}" t order by t::text`)
    all[table] = rows.map(({ row }) => row)
  }
  return all
}

test('F8 what was backed up while people write comes back whole: tables, rows, files, key, sequences and waiting work', async () => {
  const { space, phase, workspace } = house.company
  const awa = house.writer()
  await until('the plan', () => awa.settled)
  createRecord(awa.doc, business.project, space, { title: 'Étude & « terrain »\t\\ 100 %' })
  createRecord(awa.doc, business.phase, phase, { title: 'Étude', project: space })
  // What no device may say: told in the log, and not again once it is restored.
  awa.doc.getMap('sheet').set(randomId(), new Y.Map([['phase', phase]]))
  await until('it to be saved', () => awa.settled)
  await house.act('generateSheet', { space, phase })
  await until('the sheet', async () => (await house.count(`fact where kind = 'sheet'`)) === 1)
  await house.projected()
  await transaction(house.pool, async client => {
    await client.query(`insert into job.job (name, data, start_after) values ('sheet', $1, now() + interval '1 hour')`, [
      JSON.stringify({ workspace, data: { id: randomId(), space, phase: randomId(), language: 'fr', by: 'x\ty\\' } }),
    ])
  })
  const before = await contents(house.store.connection)
  expect(before['audit']).toContainEqual(expect.objectContaining({ action: 'factForged' }))
  await take()

  const connection = await empty()
  const dataDir = join(folder, 'data')
  await restore(connection.pool, dataDir, join(folder, 'one'))
  expect(await contents(connection)).toEqual(before)
  expect(readFileSync(join(dataDir, 'key'))).toEqual(readFileSync(join(house.dataDir, 'key')))
  const { rows: jobs } = await connection.pool.query(`select data -> 'data' ->> 'by' as by from job.job where name = 'sheet'`)
  expect(jobs).toEqual([{ by: 'x\ty\\' }])
  const again = await startRelais({ connection, dataDir, clock: house.clock, model: business, commands: {}, version: '0' })
  expect(await readRows(connection.pool, business, workspace)).toEqual(await readRows(house.pool, business, workspace))
  const sheet = (await house.pool.query(`select id from fact where kind = 'sheet'`)).rows[0].id as string
  const file = await again.file(new Request('http://localhost/'), await house.who(), sheet)
  expect([file.status, (await file.arrayBuffer()).byteLength > 1_000]).toEqual([200, true])
  const { rows } = await connection.pool.query(
    `insert into document (name, workspace, space, sort) values ('x', $1, 'x', 'plan') returning id > (select max(id) from document) as next`,
    [workspace]
  )
  expect(rows).toEqual([{ next: true }])
  await again.stop()
  const later = connect(other.url)
  expect((await contents(later))['audit']).toEqual(before['audit'])
  await later.end()
})

test('F8 a damaged backup is refused whole, and data already there are never written over', async () => {
  await take()
  const connection = await empty()
  const path = join(folder, 'one/tables/fact.copy.gz')
  const bytes = readFileSync(path)
  writeFileSync(path, Buffer.from(bytes.map((byte, i) => (i === bytes.length - 9 ? byte ^ 1 : byte))))
  await expect(restore(connection.pool, join(folder, 'data'), join(folder, 'one'))).rejects.toThrow('tables/fact.copy.gz')
  expect((await connection.pool.query(`select to_regclass('public.document') as there`)).rows).toEqual([{ there: null }])
  await connection.end()
  await take('two')
  await expect(restore(house.pool, join(folder, 'data'), join(folder, 'two'))).rejects.toThrow('déjà des données')
  await expect(restore(house.pool, join(folder, 'data'), join(folder, 'three'))).rejects.toThrow('pas de sauvegarde complète')
})

test('F8 a backup is of one instant, whatever is written meanwhile', async () => {
  const awa = house.writer()
  await until('the plan', () => awa.settled)
  awa.write(house.company.phase, 25)
  for (let round = 0; round < 3; round++) await take(`round ${round}`)
  awa.rest()
  await until('it to be saved', () => awa.settled)
  expect(readdirSync(folder).filter(name => name.endsWith('.part'))).toEqual([])
  const connection = await empty()
  await restore(connection.pool, join(folder, 'data'), join(folder, 'round 2'))
  const { rows } = await connection.pool.query(
    `select d.sequence, (select count(*) from update_log l where l.document = d.id) as logged from document d where sort = 'plan' and sequence > 0`
  )
  expect(rows).toHaveLength(1)
  expect(rows[0].logged).toBe(rows[0].sequence)
  await connection.end()
})
