import { expect, test } from 'vitest'
import { freshDatabase } from '../../tests/postgres.ts'
import { connect } from './connection.ts'

async function one(sql: string) {
  const database = await freshDatabase()
  const { pool, end } = connect(database.url)
  try {
    return (await pool.query(sql)).rows[0] as Record<string, unknown>
  } finally {
    await end()
    await database.drop()
  }
}

test('a bigint is a number, a date stays the day that was written, bytes are bytes, jsonb is a value', async () => {
  const row = await one(
    `select 9007199254740991::bigint as big, '2026-03-29'::date as day, '\\x00ff'::bytea as bytes, '{"a":[1]}'::jsonb as json`
  )
  expect(row).toEqual({ big: 9007199254740991, day: '2026-03-29', bytes: Buffer.from([0, 255]), json: { a: [1] } })
})

test('the end closes every session, whether Kysely was used or not', async () => {
  const database = await freshDatabase()
  const { pool, end } = connect(database.url)
  await pool.query('select 1')
  await end()
  expect(pool.totalCount).toBe(0)
  await expect(pool.query('select 1')).rejects.toThrow('after calling end')
  const other = connect(database.url)
  await other.db.selectNoFrom(eb => eb.lit(1).as('one')).execute()
  await other.end()
  expect(other.pool.totalCount).toBe(0)
  await database.drop()
})

test('a bigint that a number cannot hold exactly is a fault', async () => {
  await expect(one('select 9007199254740993::bigint as big')).rejects.toThrow('not exact')
})
