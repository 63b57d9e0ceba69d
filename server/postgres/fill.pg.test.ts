import pg from 'pg'
import { expect, test } from 'vitest'
import { Projection } from '#kernel/projector/projection.ts'
import { business } from '#domain/model.ts'
import { space, workspace, world } from '../../tests/parity/world.ts'
import { freshDatabase } from '../../tests/postgres.ts'
import { writeRows } from '../projector/rows.ts'
import { connect, type Connection } from './connection.ts'
import { assertBound } from './policies.ts'
import { shape } from './read-model.ts'
import { transaction } from './transaction.ts'

test('a database of somebody else, whose user is no superuser, takes the same rows', async () => {
  const database = await freshDatabase()
  const name = `owner_${crypto.randomUUID().slice(0, 8)}`
  const url = new URL(database.url)
  const super_ = connect(database.url)
  await super_.pool.query(`create role ${name} login nosuperuser; grant relais_app to ${name}`)
  await super_.pool.query(`alter database ${url.pathname.slice(1)} owner to ${name}`)
  await super_.pool.query('drop schema model cascade; delete from read_model')
  const { rows: tables } = await super_.pool.query<{ t: string }>(
    `select format('%I', tablename) as t from pg_tables where schemaname = 'public'`
  )
  for (const { t } of tables) await super_.pool.query(`alter table ${t} owner to ${name}`)
  url.username = name
  const owner = connect(url.href)
  try {
    await shape(owner.pool, business)
    const changes = new Projection(business, space).apply(world())
    for (const again of [changes, changes.map(({ after, ...one }) => ({ ...one, before: after, after: null })), changes])
      await transaction(owner.pool, client => writeRows(client, business, workspace, space, again))
    expect(await count(owner)).toBe(changes.filter(({ entity }) => entity === 'task').length)
    expect(await count(owner)).toBeGreaterThan(5)
    const { rows } = await owner.pool.query<{ bound: boolean }>(`select row_security_active('model.task') as bound`)
    expect(rows).toEqual([{ bound: true }])
  } finally {
    await owner.end()
    await super_.end()
    await database.drop()
    await dropRole(database.url, name)
  }
})

test('a role of the application that sees past the policies is refused, in one sentence', async () => {
  const said: string[] = []
  for (const rows of [[], [{ above: true }]]) {
    const pool = { query: async () => ({ rows }) } as unknown as pg.Pool
    await assertBound(pool).catch((fault: Error) => said.push(fault.message))
  }
  expect(said).toHaveLength(2)
  expect(said[0]).toMatch(/relais_app/)
})

const count = async ({ pool }: Connection) =>
  Number((await pool.query<{ n: number }>('select count(*)::int as n from model.task')).rows[0]?.n)

async function dropRole(url: string, name: string) {
  const client = new pg.Client(url.replace(/\/t_\w+/, '/postgres'))
  await client.connect()
  await client.query(`drop role if exists ${name}`).finally(() => client.end())
}
