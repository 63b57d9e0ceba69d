import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { freshDatabase } from '../../tests/postgres.ts'
import { connect, type Connection } from './connection.ts'
import { migrate } from './migrate.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let connection: Connection
let folder: string
const write = (name: string, sql: string) => writeFileSync(join(folder, name), sql)
const run = () => migrate(connection.pool, folder)

beforeEach(async () => {
  database = await freshDatabase()
  connection = connect(database.url)
  await connection.pool.query('drop table if exists migration')
  folder = mkdtempSync(join(tmpdir(), 'relais-migrations-'))
})

afterEach(async () => {
  await connection.end()
  await database.drop()
  rmSync(folder, { recursive: true })
})

test('migrations run once, in order of name, however many servers start at once', async () => {
  write('0002-second.sql', 'alter table probe_a add column b text')
  write('0001-first.sql', 'create table probe_a (a text)')
  await Promise.all([run(), run(), run()])
  const { rows } = await connection.pool.query('select name from migration order by at, name')
  expect(rows.map(row => row.name)).toEqual(['0001-first.sql', '0002-second.sql'])
})

test('a migration that fails leaves nothing of itself', async () => {
  write('0001-half.sql', 'create table probe_b (a text); select no_such_function();')
  await expect(run()).rejects.toThrow('0001-half.sql')
  const { rows } = await connection.pool.query(`select to_regclass('probe_b') as found`)
  expect(rows[0].found).toBeNull()
})

test('a migration changed after it ran is refused', async () => {
  write('0001-first.sql', 'create table probe_c (a text)')
  await run()
  write('0001-first.sql', 'create table probe_c (a int)')
  await expect(run()).rejects.toThrow('has changed since')
})

test('an older version refuses the database of a newer one', async () => {
  write('0001-first.sql', 'create table probe_d (a text)')
  await run()
  rmSync(join(folder, '0001-first.sql'))
  await expect(run()).rejects.toThrow('run a newer Relais')
})
