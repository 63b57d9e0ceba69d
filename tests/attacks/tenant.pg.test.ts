import { afterAll, beforeAll, expect, test } from 'vitest'
import pg from 'pg'
import { randomId } from '#kernel/base/id.ts'
import { business } from '#domain/model.ts'
import { asPerson } from '#server/postgres/as-person.ts'
import { connect, type Connection } from '#server/postgres/connection.ts'
import { ask } from '#server/postgres/query-sql.ts'
import { table } from '#server/postgres/read-model.ts'
import { counted, whole } from '../faults/counted.ts'
import { freshDatabase } from '../postgres.ts'

type Tenant = { workspace: string; person: string; mine: string; closed: string }
const one = (): Tenant => ({ workspace: randomId(), person: randomId(), mine: randomId(), closed: randomId() })
const tenants = [one(), one()] as const
const [awa, moussa] = tenants
let database: Awaited<ReturnType<typeof freshDatabase>>
let connection: Connection

/** Two companies, each with a project of the person and one that is closed to them. */
beforeAll(async () => {
  database = await freshDatabase()
  connection = connect({ connectionString: database.url, max: 3 })
  for (const { workspace, person, mine, closed } of tenants) {
    await connection.pool.query('insert into workspace (id, name, currency, time_zone, at) values ($1, $1, $2, $3, 0)', [
      workspace,
      'XOF',
      'Africa/Dakar',
    ])
    await connection.pool.query('insert into fact (workspace, id, kind, body, by, at, position) values ($1, $2, $3, $4, $5, 0, 1)', [
      workspace,
      randomId(),
      'membership',
      { of: mine, person, role: 'viewer' },
      person,
    ])
    for (const space of [mine, closed])
      await connection.pool.query(`insert into ${table('task')} (workspace, space, id, hidden, title) values ($1, $2, $3, false, $2)`, [
        workspace,
        space,
        randomId(),
      ])
  }
})
afterAll(async () => {
  await connection.end()
  await database.drop()
})

const titles = (of: Tenant) =>
  asPerson(connection, of, async db =>
    (await db.selectFrom('model.task').select(['title']).execute()).map(row => (row as { title: string }).title)
  )

test('PLT-86 A33 without a word about where, a person is shown the rows of their spaces and no others', async () => {
  expect(await titles(awa)).toEqual([awa.mine])
  expect(await titles(moussa)).toEqual([moussa.mine])
  expect(await titles({ ...awa, person: moussa.person })).toEqual([])
  expect(await titles({ ...awa, workspace: '' })).toEqual([])
})

test('PLT-86 A33 through a reference or a count too, and however much the question claims', async () => {
  const claimed = { workspace: awa.workspace, today: '2026-11-21', spaces: [awa.mine, awa.closed, moussa.mine] }
  const counted = await asPerson(connection, awa, db =>
    ask(db, business, { from: 'task', group: [], measures: { n: { count: true } } }, claimed)
  )
  expect(counted).toEqual([{ n: 1 }])
})

test('PLT-86 A33 the application owns nothing, makes nothing, changes nothing and reads nothing else', async () => {
  for (const statement of [
    `update model.task set title = 'volé'`,
    'delete from model.task',
    `insert into model.task (workspace, space, id, hidden) values ('${awa.workspace}', '${awa.mine}', 'x', false)`,
    'select * from account',
    'select * from fact',
    'select * from session',
    'create table public.mine ()',
    'alter table model.task disable row level security',
  ])
    await expect(rawAs(awa, statement), statement).rejects.toThrow(/permission denied|must be owner|read-only/)
  const { rows } = await connection.pool.query(
    `select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'model' and c.relkind = 'r'
     and not (c.relrowsecurity and c.relforcerowsecurity)`
  )
  expect(rows).toEqual([])
})

/** Of four people at once. */
const interleavings = whole ? 10_000 : 1_200

test('PLT-86 A33 who asked is forgotten with the transaction: across crashes nobody sees a foreign row', async ({ task }) => {
  let [asked, foreign, remembered] = [0, 0, 0]
  const lane = async (seed: number) => {
    for (let n = 0; n < interleavings / 4; n++) {
      const of = tenants[(n * 7 + seed) % 2] as Tenant
      const fate = (n + seed * 31) % 50
      const seen = await asPerson(connection, of, async db => {
        if (fate === 1) throw new Error('a fault after the person was named')
        if (fate === 2 && n % 250 < 50)
          await db
            .selectFrom('model.task')
            .select(db.fn('pg_terminate_backend', ['pg_backend_pid']).as('x'))
            .execute()
        return (await db.selectFrom('model.task').select(['title']).execute()) as { title: string }[]
      }).catch(() => [])
      foreign += seen.filter(({ title }) => title !== of.mine).length
      asked += seen.length
      const { rows } = await connection.pool.query<{ who: string }>(
        `select coalesce(current_setting('relais.person', true), '') || coalesce(nullif(current_setting('role'), 'none'), '') as who`
      )
      if (rows[0]?.who) remembered++
    }
  }
  await Promise.all([lane(0), lane(1), lane(2), lane(3)])
  expect([foreign, remembered]).toEqual([0, 0])
  expect(asked).toBeGreaterThan(interleavings * 0.9)
  counted(task, { interleavings, foreign })
}, 120_000)

/** As code that forgets who asks would. */
async function rawAs({ workspace, person }: Tenant, statement: string) {
  const client = new pg.Client(database.url)
  await client.connect()
  try {
    await client.query('begin')
    await client.query(
      `select set_config('relais.workspace', $1, true), set_config('relais.person', $2, true), set_config('role', 'relais_app', true)`,
      [workspace, person]
    )
    await client.query(statement)
  } finally {
    await client.end()
  }
}
