// A power cut takes what was not flushed. PostgreSQL’s own log of what it wrote says whether an acknowledgement ever came before its flush.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createRecord } from '#kernel/space/record.ts'
import { randomId } from '#kernel/base/id.ts'
import { business } from '#domain/model.ts'
import { until } from '../kill/writer.ts'
import { counted, whole } from './counted.ts'
import { House } from './house.ts'

let house: House
beforeEach(async () => {
  house = await House.alone()
  // Nothing but a commit that waits for it flushes during the test.
  for (const sql of ['create extension pg_walinspect', `alter system set wal_writer_delay = '10s'`, 'select pg_reload_conf()'])
    await house.pool.query(sql)
})
afterEach(() => house.close())

const place = async (what: string) => (await house.pool.query<{ lsn: string }>(`select ${what}() as lsn`)).rows[0]!.lsn
/** Whether the commit of the transaction stands in the log of PostgreSQL between these two places. */
async function committed(transaction: string, from: string, to: string): Promise<boolean> {
  if ((await house.pool.query('select $1::pg_lsn >= $2::pg_lsn as none', [from, to])).rows[0].none) return false
  const { rowCount } = await house.pool.query(
    `select from pg_get_wal_records_info($1, $2) where resource_manager = 'Transaction' and record_type = 'COMMIT' and xid::text = $3
     and end_lsn <= $2::pg_lsn`,
    [from, to, transaction]
  )
  return rowCount === 1
}

const edits = whole ? 500 : 60
test(`F3 each of ${edits} acknowledgements follows a flush past the commit of its append`, { timeout: 180_000 }, async ({ task }) => {
  const awa = house.writer()
  await until('the plan', () => awa.settled)
  let proven = 0
  for (let i = 0; i < edits; i++) {
    const before = await place('pg_current_wal_insert_lsn')
    createRecord(awa.doc, business.task, randomId(), { title: `Tournage n° ${i}`, phase: house.company.phase })
    await until('the acknowledgement', () => awa.settled)
    const flushed = await place('pg_current_wal_flush_lsn')
    const { rows } = await house.pool.query<{ xmin: string }>('select xmin::text from update_log order by sequence desc limit 1')
    if (await committed(rows[0]!.xmin, before, flushed)) proven++
  }
  expect(await house.count('update_log')).toBe(edits)
  counted(task, { acknowledged: edits, 'flushed before': proven })
  expect(proven).toBe(edits)
})

test('F3 a commit that did not wait for its flush is seen as such', async () => {
  await house.projected()
  const before = await place('pg_current_wal_insert_lsn')
  const client = await house.pool.connect()
  await client.query('begin; set local synchronous_commit = off; create table lazy (a int); insert into lazy values (1)')
  const { rows } = await client.query<{ id: string }>('select txid_current()::text as id')
  await client.query('commit')
  client.release()
  expect(await committed(rows[0]!.id, before, await place('pg_current_wal_flush_lsn'))).toBe(false)
})
