// P8: how many logged updates a second the projector turns into rows, computed values, claims and history, over a real log.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as Y from 'yjs'
import { randomId } from '#kernel/base/id.ts'
import { ranksBetween } from '#kernel/base/rank.ts'
import { planName } from '#kernel/space/name.ts'
import { changeRecord, createRecord } from '#kernel/space/record.ts'
import { business } from '#domain/model.ts'
import { shape, shaped, table } from '#server/postgres/read-model.ts'
import { openStore } from '#server/postgres/store.ts'
import { Projector } from '#server/projector/projector.ts'
import { Documents } from '#server/sync/documents.ts'
import { inspect, speakers } from '#server/sync/inspect.ts'
import { UpdateLog } from '#server/sync/log.ts'
import { spread, type Figure } from './figure.ts'
import { insertAll } from './floors/insert.ts'
import type { Settings } from './settings.ts'
import { taskValues } from './task-values.ts'

const tasks = 5_000

export async function* projection({ runs }: Settings): AsyncIterable<Figure> {
  const dataDir = mkdtempSync(join(tmpdir(), 'relais-bench-'))
  const store = await openStore(dataDir, undefined)
  const { pool } = store.connection
  try {
    if (await shape(pool, business)) await shaped(pool, business)
    const made: { births: number[]; changes: number[]; floor: number[] } = { births: [], changes: [], floor: [] }
    for (let run = 0; run < runs; run++) {
      const { births, changes } = await project(store.connection)
      made.births.push(births)
      made.changes.push(changes)
      made.floor.push(await insertAll(pool, table('task')))
      await pool.query(`truncate ${table('task')}`)
    }
    const floor = spread([made.floor]).p50
    for (const [what, samples] of [
      ['a task is born', made.births],
      ['one field of a task changes', made.changes],
    ] as const) {
      const p50 = spread([samples]).p50
      yield {
        id: 'P8',
        what: `projection over a log of ${tasks} updates: ${what} (p99: the slowest run; floor: rows a second by multi-row INSERT)`,
        p50,
        p99: Math.min(...samples),
        unit: 'operations/s',
        floor,
        ratio: floor / p50,
        goal: 'at least 1000 operations/s',
        met: p50 >= 1_000,
        runs,
      }
    }
  } finally {
    await store.connection.end()
    await store.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

/** Logs births then changes, one update each as people send them, and times the projector alone. */
async function project({ pool }: Awaited<ReturnType<typeof openStore>>['connection']): Promise<{ births: number; changes: number }> {
  const [workspace, space, person] = [randomId(), randomId(), randomId()]
  await pool.query(`insert into workspace (id, name, currency, time_zone, at) values ($1, 'Banc', 'XOF', 'Africa/Dakar', 0)`, [workspace])
  await pool.query('insert into feed (workspace) values ($1)', [workspace])
  const documents = new Documents(pool)
  const { id: document } = await documents.open(planName(workspace, space), space)
  const log = new UpdateLog(pool, { now: () => Date.now() }, () => {})
  const projector = new Projector(pool, business, damage => console.error(damage))
  const doc = new Y.Doc()
  let sent: Promise<void>[] = []
  doc.on('update', (update: Uint8Array) =>
    sent.push(log.append({ document, update, person, clients: speakers(inspect(update)), deviceAt: null }))
  )
  const timed = async () => {
    await Promise.all(sent)
    const count = sent.length
    sent = []
    const began = performance.now()
    await projector.catchUp(workspace)
    return (count * 1_000) / (performance.now() - began)
  }

  const phase = randomId()
  createRecord(doc, business.project, space, { title: 'Banc' })
  createRecord(doc, business.phase, phase, { title: 'Étude', project: space })
  await timed()
  const ranks = ranksBetween(null, null, tasks)
  const ids = ranks.map(() => randomId())
  ids.forEach((id, n) => createRecord(doc, business.task, id, taskValues(n, phase, ranks[n]!, person)))
  const births = await timed()
  ids.forEach((id, n) => changeRecord(doc, business.task, id, { title: `Nouveau titre n° ${n}` }))
  return { births, changes: await timed() }
}
