import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { connect, type Connection } from '#server/postgres/connection.ts'
import { ask } from '#server/postgres/query-sql.ts'
import { transaction } from '#server/postgres/transaction.ts'
import { writeRows } from '#server/projector/rows.ts'
import { Projection } from '#kernel/projector/projection.ts'
import { run, type Answer, type Query } from '#kernel/query/query.ts'
import { business } from '#domain/model.ts'
import { freshDatabase } from '../postgres.ts'
import { anyQuery } from './any-query.ts'
import { space, workspace, world } from './world.ts'

const today = '2026-02-01'
let database: Awaited<ReturnType<typeof freshDatabase>>
let connection: Connection
const projection = new Projection(business, space)

beforeAll(async () => {
  database = await freshDatabase()
  connection = connect(database.url)
  const changes = projection.apply(world())
  await transaction(connection.pool, client => writeRows(client, business, workspace, space, changes))
})
afterAll(async () => {
  await connection.end()
  await database.drop()
})

const device = (query: Query): Answer[] =>
  run(business, query, {
    today,
    rows: entity => projection.rows(entity).values(),
    row: (entity, id) => projection.row(entity, id),
    pointing: (entity, by, id) => projection.pointing(entity, by, id),
  })
const server = (query: Query) => ask(connection.db, business, query, { workspace, today })
/** Rows as data: no undefined, no prototype, no order of keys. */
const plain = (answers: readonly Answer[]) =>
  answers.map(answer =>
    Object.fromEntries(
      Object.entries(answer)
        .filter(([name]) => name !== 'spaces')
        .sort(([a], [b]) => (a < b ? -1 : 1))
    )
  )

it.each(Object.values(business).map(({ name }) => name))('both stores give the same rows of %s for any query', async entity => {
  await fc.assert(
    fc.asyncProperty(anyQuery(business, entity), async query => {
      expect(plain(await server(query))).toEqual(plain(device(query)))
    }),
    { numRuns: 100 }
  )
})

it('late tasks are the same on the device and in Postgres, on any day', async () => {
  const late: Query = { from: 'task', where: { op: 'field', name: 'late' }, sort: [{ by: 'title' }] }
  const found = device(late)
  expect(found.length).toBeGreaterThan(0)
  expect(plain(await server(late))).toEqual(plain(found))
  expect((await ask(connection.db, business, late, { workspace, today: '1999-01-01' })).length).toBe(0)
})

it('answers only from the spaces that the asker may read', async () => {
  const mine = (spaces: string[]) => ask(connection.db, business, { from: 'task' }, { workspace, spaces, today })
  expect((await mine([space])).length).toBeGreaterThan(0)
  expect(await mine([])).toEqual([])
  expect(await ask(connection.db, business, { from: 'task' }, { workspace: 'another', today })).toEqual([])
})
