// P11: a plan that was written in for a year opens as one that says the same and was written yesterday.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider'
import type { Pool } from 'pg'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { randomId } from '#kernel/base/id.ts'
import { ranksBetween } from '#kernel/base/rank.ts'
import { planName } from '#kernel/space/name.ts'
import { changeRecord, createRecord } from '#kernel/space/record.ts'
import { business } from '#domain/model.ts'
import { openStore } from '#server/postgres/store.ts'
import { Projector } from '#server/projector/projector.ts'
import { compact } from '#server/sync/compaction.ts'
import { Documents } from '#server/sync/documents.ts'
import { inspect, speakers } from '#server/sync/inspect.ts'
import { UpdateLog } from '#server/sync/log.ts'
import { startServer } from '../tests/e2e/harness/server.ts'
import { until } from '../tests/kill/writer.ts'
import { Company } from './company.ts'
import { spread, type Figure } from './figure.ts'
import { kilobytes, Gauge, loopFigure } from './gauged.ts'
import type { Settings } from './settings.ts'
import { taskValues } from './task-values.ts'

const tasks = 1_000
/** Openings of each in a run, one after the other in turn. */
const openings = 10
const say = (damage: unknown) => console.error(damage)

export async function* agedDocument({ runs, small }: Settings): AsyncIterable<Figure> {
  const [operations, sessions] = small ? [30_000, 200] : [300_000, 2_000]
  const dataDir = mkdtempSync(join(tmpdir(), 'relais-bench-aged-'))
  const gauge = new Gauge()
  try {
    const company = await Company.found({ dataDir })
    const { workspace, cookie } = company
    const [aged, fresh] = [await company.createSpace('Un an'), await company.createSpace('Hier')]
    await company.server.stop()
    const bytes = await writeYear({ dataDir, workspace, aged, fresh, operations, sessions })
    const server = await startServer({ dataDir, env: gauge.env })
    try {
      const idle = await gauge.rest(server.pid)
      const samples: Record<'aged' | 'fresh', number[][]> = { aged: [], fresh: [] }
      for (let run = 0; run < runs; run++) {
        const times: Record<'aged' | 'fresh', number[]> = { aged: [], fresh: [] }
        for (let n = 0; n < openings; n++)
          for (const [which, space] of [
            ['fresh', fresh],
            ['aged', aged],
          ] as const)
            times[which].push(await open(server.port, cookie, planName(workspace, space)))
        samples.aged.push(times.aged)
        samples.fresh.push(times.fresh)
      }
      const [ours, floor] = [spread(samples.aged), spread(samples.fresh)]
      const ratio = ours.p50 / floor.p50
      yield {
        id: 'P11',
        what: `opening a plan of ${tasks} tasks after ${operations} operations by ${sessions} sessions, from the disk of the server to the device, compacted to ${kilobytes(bytes.aged)} (floor: the same plan written once, ${kilobytes(bytes.fresh)})`,
        ...ours,
        unit: 'ms',
        floor: floor.p50,
        ratio,
        goal: 'at most 1.2x',
        met: ratio <= 1.2,
      }
      yield loopFigure('P11', 'while these plans are opened', [await gauge.look(server.pid)], idle)
    } finally {
      await server.stop()
    }
  } finally {
    gauge.remove()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

type Year = { dataDir: string; workspace: string; aged: string; fresh: string; operations: number; sessions: number }
/** Both plans, through the log and the projector, compacted as the server does it. Resolves with the bytes of each state. */
async function writeYear({ dataDir, workspace, aged, fresh, operations, sessions }: Year): Promise<{ aged: number; fresh: number }> {
  const store = await openStore(dataDir, undefined)
  const { pool } = store.connection
  try {
    const phase = randomId()
    const ids = Array.from({ length: tasks }, () => randomId())
    const ranks = ranksBetween(null, null, tasks)
    const born = (space: string, doc: Y.Doc, value: (n: number) => Record<string, unknown>) =>
      doc.transact(() => {
        createRecord(doc, business.project, space, { title: 'Un an' })
        createRecord(doc, business.phase, phase, { title: 'Étude', project: space })
        ids.forEach((id, n) => createRecord(doc, business.task, id, { ...taskValues(n, phase, ranks[n]!, space), ...value(n) }))
      })
    const last = new Map<string, Record<string, unknown>>()
    const old = await writer(pool, workspace, aged)
    born(aged, old.doc, () => ({}))
    for (let n = 0; n < operations; n++) {
      if (n % Math.ceil(operations / sessions) === 0) old.doc.clientID = anyClient()
      const id = ids[(n * 7) % tasks]!
      const change = n % 3 ? { title: `Titre n° ${n}` } : { estimate: n % 900 }
      changeRecord(old.doc, business.task, id, change)
      last.set(id, { ...last.get(id), ...change })
      if (n % 2_000 === 0) await old.settled()
    }
    await old.settled()
    const young = await writer(pool, workspace, fresh)
    born(fresh, young.doc, n => last.get(ids[n]!) ?? {})
    await young.settled()
    await new Projector(pool, business, say).catchUp(workspace)
    return { aged: await compacted(pool, old.document), fresh: await compacted(pool, young.document) }
  } finally {
    await store.connection.end()
    await store.stop()
  }
}

/** A copy of the plan whose every change goes to the log. */
async function writer(pool: Pool, workspace: string, space: string) {
  const { id: document } = await new Documents(pool).open(planName(workspace, space), space)
  const log = new UpdateLog(pool, { now: () => Date.now() }, () => {})
  const doc = new Y.Doc()
  doc.on('update', (update: Uint8Array) =>
    log.append({ document, update, person: space, clients: speakers(inspect(update)), deviceAt: null }).catch(say)
  )
  return { document, doc, settled: () => log.settled() }
}
/** A session is another device, or the same one after a reload: Yjs knows it by another number. */
const anyClient = () => Math.floor(Math.random() * 2 ** 32)
async function compacted(pool: Pool, document: number): Promise<number> {
  // Twice: the log is kept from the state before the last.
  for (let n = 0; n < 2; n++) if (!(await compact(pool, document, say))) throw new Error('the document was not compacted')
  const { rows } = await pool.query<{ bytes: number }>(
    'select octet_length(state) as bytes from snapshot where document = $1 order by sequence desc limit 1',
    [document]
  )
  return rows[0]!.bytes
}

/** Milliseconds from a device's question to its having all of a document that nobody had open. */
async function open(port: number, cookie: string, name: string): Promise<number> {
  const Signed = class extends WebSocket {
    constructor(url: string) {
      super(url, { headers: { cookie } })
    }
  }
  const wire = new HocuspocusProviderWebsocket({ url: `ws://127.0.0.1:${port}/sync`, WebSocketPolyfill: Signed })
  await until('the line', () => wire.status === 'connected')
  const doc = new Y.Doc()
  const provider = new HocuspocusProvider({ websocketProvider: wire, name, document: doc, awareness: null })
  const began = performance.now()
  const synced = new Promise<void>(done => provider.on('synced', () => done()))
  const refused = new Promise<never>((_, failed) =>
    provider.on('authenticationFailed', ({ reason }: { reason: string }) => failed(new Error(`the plan was refused: ${reason}`)))
  )
  provider.attach()
  await Promise.race([synced, refused])
  const took = performance.now() - began
  if (doc.getMap('task').size !== tasks) throw new Error(`${doc.getMap('task').size} tasks came`)
  provider.destroy()
  wire.destroy()
  // Until the server has let go of it.
  await new Promise(next => setTimeout(next, 100))
  return took
}
