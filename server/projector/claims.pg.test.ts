import { afterEach, beforeEach, expect, test } from 'vitest'
import { connect, type Connection } from '#server/postgres/connection.ts'
import { freshDatabase } from '../../tests/postgres.ts'
import { lostTo } from './claims.ts'

let connection: Connection
let drop: () => Promise<void>
beforeEach(async () => {
  const made = await freshDatabase()
  drop = made.drop
  connection = connect(made.url)
  await connection.pool.query(`insert into workspace (id, name, currency, time_zone, at) values ('w', 'Teranga', 'XOF', 'Africa/Dakar', 0)`)
})
afterEach(async () => {
  await connection.end()
  await drop()
})

test('what a space has lost to another is found by the key of each claim, statistics or not', async () => {
  const { pool } = connection
  await pool.query('alter table claim set (autovacuum_enabled = off)')
  for (const more of [0, 30, 300, 3_000, 6_000]) {
    await pool.query(
      `insert into claim (workspace, scope, key, holder)
       select 'w', (array['task', 'phase', 'document'])[1 + n % 3] || '.id', gen_random_uuid()::text, 'mine' from generate_series(1, $1) n`,
      [more]
    )
    const { rows } = await pool.query<{ 'QUERY PLAN': string }>(`explain ${lostTo}`, ['w', 'mine'])
    expect(rows.map(row => row['QUERY PLAN']).join('\n')).toMatch(/using claim_pkey on claim o/i)
  }
  await pool.query(`insert into claim (workspace, scope, key, holder) values ('w', 'task.id', 'a', 'other'), ('w', 'task.id', 'a', 'mine')`)
  expect((await pool.query(lostTo, ['w', 'mine'])).rows).toEqual([{ scope: 'task.id', key: 'a' }])
})
