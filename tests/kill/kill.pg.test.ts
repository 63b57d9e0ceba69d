// What was shown as saved is there, wherever the server and its database are killed.
import { rmSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { business } from '#domain/model.ts'
import { openStore } from '#server/postgres/store.ts'
import { readRows, rebuild } from '#server/projector/rebuild.ts'
import { counted, whole } from '../faults/counted.ts'
import { madeFolder } from '../made-before.ts'
import { killAgain } from './kill-again.ts'

const kills = Number(process.env.RELAIS_KILLS ?? (whole ? 1_000 : 20))
const dataDir = madeFolder('relais-kill-')
afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

test(
  `F1 nothing acknowledged is lost in ${kills} kills, and the rows equal a rebuild`,
  { timeout: 60_000 + kills * 15_000 },
  async ({ task }) => {
    const { workspace, acknowledged, made, lost, code } = await killAgain(dataDir, kills)
    counted(task, { kills, acknowledged, lost: lost.length })
    expect(lost).toEqual([])
    expect(code).toBe(0)

    const store = await openStore(dataDir, undefined)
    const { pool } = store.connection
    const rows = await readRows(pool, business, workspace)
    expect(rows['task']).toHaveLength(made)
    await rebuild(pool, business, workspace, damage => expect(damage).toBeUndefined())
    expect(await readRows(pool, business, workspace)).toEqual(rows)
    const { rows: births } = await pool.query(
      `select count(*)::int as lines, count(distinct record)::int as records from history where entity = 'task' and field = 'create'`
    )
    expect(births).toEqual([{ lines: rows['task']!.length, records: rows['task']!.length }])
    expect((await pool.query('select from quarantine')).rowCount).toBe(0)
    await store.connection.end()
    await store.stop()
  }
)
