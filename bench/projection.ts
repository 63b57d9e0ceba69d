// P8: how many logged updates a second the projector turns into rows, computed values, claims and history, over a real log.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import * as Y from 'yjs'
import { randomId } from '#kernel/base/id.ts'
import { ranksBetween } from '#kernel/base/rank.ts'
import { planName } from '#kernel/space/name.ts'
import { changeRecord, createRecord } from '#kernel/space/record.ts'
import { business } from '#domain/model.ts'
import { shape, shaped, table } from '#server/postgres/read-model.ts'
import { openStore } from '#server/postgres/store.ts'
import { Projector } from '#server/projector/projector.ts'
import { Turns } from '#server/projector/turns.ts'
import { gather, ProjectionWork } from '#server/projector/work.ts'
import { Documents } from '#server/sync/documents.ts'
import { inspect, speakers } from '#server/sync/inspect.ts'
import { UpdateLog } from '#server/sync/log.ts'
import { spread, type Figure } from './figure.ts'
import { insertAll } from './floors/insert.ts'
import type { Settings } from './settings.ts'
import { taskValues } from './task-values.ts'

const tasks = 5_000
const pace = 200

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
        goal: 'at least 20000 operations/s and half the floor',
        met: p50 >= 20_000 && p50 >= floor / 2,
        runs,
      }
    }
    const lags: number[][] = []
    for (let run = 0; run < runs; run++) lags.push(await follow(store.connection))
    const lag = spread(lags)
    yield {
      id: 'P8',
      what: `lag of the rows behind the log at ${pace} updates a second, from the acknowledgement (floor: how long updates are gathered)`,
      ...lag,
      unit: 'ms',
      floor: gather,
      ratio: lag.p50 / gather,
      goal: 'p99 at most 250 ms',
      met: lag.p99 <= 250,
    }
  } finally {
    await store.connection.end()
    await store.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

type Connection = Awaited<ReturnType<typeof openStore>>['connection']
async function begin(pool: Connection['pool']) {
  const [workspace, space, person] = [randomId(), randomId(), randomId()]
  await pool.query(`insert into workspace (id, name, currency, time_zone, at) values ($1, 'Banc', 'XOF', 'Africa/Dakar', 0)`, [workspace])
  await pool.query('insert into feed (workspace) values ($1)', [workspace])
  const { id: document } = await new Documents(pool).open(planName(workspace, space), space)
  const log = new UpdateLog(pool, { now: () => Date.now() }, () => {})
  const projector = new Projector(pool, business, damage => console.error(damage))
  const doc = new Y.Doc()
  const appended = (hear: (written: Promise<void>) => unknown) =>
    doc.on('update', (update: Uint8Array) =>
      hear(log.append({ document, update, person, clients: speakers(inspect(update)), deviceAt: null }))
    )
  return { workspace, space, person, document, projector, doc, appended }
}

/** Tasks are born at a steady pace, the projector follows as in the server: milliseconds from each acknowledgement to its row. */
async function follow({ pool }: Connection): Promise<number[]> {
  const { workspace, space, person, document, projector, doc, appended } = await begin(pool)
  const acknowledged: number[] = []
  const lags: number[] = []
  const arrived = async () => {
    const { rows } = await pool.query<{ sequence: number }>('select sequence from projection where document = $1', [document])
    const now = performance.now()
    while (lags.length < Math.min(rows[0]!.sequence, acknowledged.length)) lags.push(now - acknowledged[lags.length]!)
  }
  const [turns, fault] = [new Turns(), (error: unknown) => console.error(error)]
  const work = new ProjectionWork({ pool, turns, projector, told: () => {}, projected: () => void arrived().catch(fault), fault })
  appended(written =>
    written.then(() => {
      acknowledged.push(performance.now())
      work.soon(workspace)
    })
  )
  const phase = randomId()
  createRecord(doc, business.project, space, { title: 'Banc' })
  createRecord(doc, business.phase, phase, { title: 'Étude', project: space })
  const ranks = ranksBetween(null, null, pace * 5)
  const began = performance.now()
  for (const [n, rank] of ranks.entries()) {
    await pause(Math.max(0, began + (n * 1_000) / pace - performance.now()))
    createRecord(doc, business.task, randomId(), taskValues(n, phase, rank, person))
  }
  for (const end = performance.now() + 30_000; lags.length < ranks.length + 2 && performance.now() < end;) await pause(50)
  await work.stop()
  return lags
}

/** Logs births then changes, one update each as people send them, and times the projector alone. */
async function project({ pool }: Connection): Promise<{ births: number; changes: number }> {
  const { workspace, space, person, projector, doc, appended } = await begin(pool)
  let sent: Promise<void>[] = []
  appended(written => sent.push(written))
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
