// The least that rows can cost: the same rows, made beforehand, put into an empty table by INSERTs of many rows, each in its transaction.
import type { Pool } from 'pg'

const many = 1_000

/** Rows per second into a copy of that table, keys and indexes included. */
export async function insertAll(pool: Pool, table: string): Promise<number> {
  await pool.query('drop table if exists floor')
  await pool.query(`create table floor (like ${table} including all)`)
  const { rows } = await pool.query<{ row: unknown }>(`select to_jsonb(t) as row from ${table} t`)
  const began = performance.now()
  for (let at = 0; at < rows.length; at += many)
    await pool.query('insert into floor select * from jsonb_populate_recordset(null::floor, $1::jsonb)', [
      JSON.stringify(rows.slice(at, at + many).map(({ row }) => row)),
    ])
  return (rows.length * 1_000) / (performance.now() - began)
}
