// Faults of the disk and of the database: what was acknowledged stays, what cannot be kept is not acknowledged.
import { rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { crc32c } from '#kernel/base/crc32c.ts'
import { planName } from '#kernel/space/name.ts'
import { commands } from '#domain/commands.ts'
import { business } from '#domain/model.ts'
import { openStore, type Store } from '#server/postgres/store.ts'
import { readRows, rebuild } from '#server/projector/rebuild.ts'
import { startRelais, type Relais } from '#server/relais.ts'
import { compact } from '#server/sync/compaction.ts'
import { load, type Damage } from '#server/sync/load.ts'
import { madeFolder } from '../made-before.ts'
import { foundCompany } from '../kill/company.ts'
import { until, Writer } from '../kill/writer.ts'

let dataDir: string
let store: Store
let relais: Relais
let server: Server
let company: Awaited<ReturnType<typeof foundCompany>>
let lines: Set<Socket>
const writers: Writer[] = []

async function start(port = 0) {
  store = await openStore(dataDir, undefined)
  relais = await startRelais({
    connection: store.connection,
    dataDir,
    clock: { now: () => Date.now() },
    model: business,
    commands,
    version: '0',
    heartbeat: 150,
  })
  lines = new Set()
  server = createServer()
    .on('upgrade', (request, socket, head) => void relais.sync.upgrade(request, socket, head))
    .on('connection', socket => lines.add(socket))
    .listen(port, '127.0.0.1')
  await new Promise(done => server.once('listening', done))
}
async function stop() {
  server.close()
  await relais.stop()
  await store.stop()
}
const port = () => (server.address() as AddressInfo).port
const pool = () => store.connection.pool
const plan = () => planName(company.workspace, company.space)
const documentId = async () => (await pool().query('select id from document where name = $1', [plan()])).rows[0].id as number
const count = async (sql: string) => (await pool().query(`select count(*)::int as n from ${sql}`)).rows[0].n as number
function writer(n = 0) {
  const made = new Writer(port(), company.cookies[n] as string, plan())
  writers.push(made)
  made.connect()
  return made
}
async function writeFor(one: Writer, ms: number) {
  one.write(company.phase, 10)
  await new Promise(next => setTimeout(next, ms))
  one.rest()
  await until('everything to be saved', () => one.settled)
}
/** The rows say what the documents say. */
async function rowsEqualRebuild() {
  await until(
    'projection',
    async () => (await count('document d join projection p on p.document = d.id where d.sequence > p.sequence')) === 0
  )
  const rows = await readRows(pool(), business, company.workspace)
  await rebuild(pool(), business, company.workspace, () => {})
  expect(await readRows(pool(), business, company.workspace)).toEqual(rows)
  return rows
}

beforeEach(async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  dataDir = madeFolder('relais-faults-')
  await start()
  company = await foundCompany(relais)
})
afterEach(async () => {
  for (const one of writers.splice(0)) one.destroy()
  await stop()
  rmSync(dataDir, { recursive: true, force: true })
  vi.restoreAllMocks()
})

test('F2 a torn last record is set aside and comes back from the device that holds it', async () => {
  const awa = writer()
  await writeFor(awa, 300)
  awa.disconnect()
  const at = port()
  await stop()
  await startTorn(at)
  expect(await count('quarantine')).toBe(1)
  awa.connect()
  await until('the edit to come back', () => awa.settled)
  const reader = writer(1)
  await until('a copy', () => reader.provider.isSynced)
  expect(awa.missingIn(reader.doc)).toEqual([])
  expect((await rowsEqualRebuild())['task']).toHaveLength(awa.records.length + 1)
})
async function startTorn(at: number) {
  const torn = await openStore(dataDir, undefined)
  await torn.connection.pool.query(
    `update update_log l set update = substring(update for octet_length(update) - 7)
     from (select document, max(sequence) as sequence from update_log group by document) t
     where l.document = t.document and l.sequence = t.sequence`
  )
  // As when the power went before the projector had read it.
  await torn.connection.pool.query(
    'update projection p set sequence = d.sequence - 1 from document d where d.id = p.document and d.sequence > 0'
  )
  await torn.connection.end()
  await torn.stop()
  await start(at)
  await until('the torn record to be met', async () => (await count('quarantine')) === 1)
}

test('F4 Postgres dies while two people write, comes back, and nobody lost anything', async () => {
  const both = [writer(0), writer(1)]
  await until('both', () => both.every(one => one.settled))
  for (const one of both) one.write(company.phase, 15)
  await new Promise(next => setTimeout(next, 300))
  const { rows } = await pool().query(`select setting from pg_settings where name = 'data_directory'`)
  const { readFileSync } = await import('node:fs')
  process.kill(Number(readFileSync(join(rows[0].setting, 'postmaster.pid'), 'utf8').split('\n', 1)[0]), 'SIGKILL')
  await new Promise(next => setTimeout(next, 1_500))
  for (const one of both) one.rest()
  await until('everything to be saved', () => both.every(one => one.settled))
  const reader = writer()
  await until('a copy', () => reader.provider.isSynced)
  expect(both.flatMap(one => one.missingIn(reader.doc))).toEqual([])
  expect((await rowsEqualRebuild())['task']).toHaveLength(both.reduce((sum, one) => sum + one.records.length + 1, 0))
})

test('F7 while the flush fails nothing is acknowledged, and what waited is saved afterwards', async () => {
  const awa = writer()
  await until('the plan', () => awa.settled)
  const { query } = pool()
  let failing = true
  pool().query = function (this: unknown, first: { name?: string }, ...rest: unknown[]) {
    if (failing && first?.name === 'append') return Promise.reject(Object.assign(new Error('could not flush'), { code: '58030' }))
    return (query as (...all: unknown[]) => unknown).call(this, first, ...rest)
  } as never
  const before = await count('update_log')
  awa.write(company.phase, 20)
  await new Promise(next => setTimeout(next, 500))
  awa.rest()
  expect([awa.saved.records, await count('update_log')]).toEqual([0, before])
  failing = false
  await until('everything to be saved', () => awa.settled && awa.saved.records === awa.records.length)
})

test('F15 a line that carries nothing any more is given up, and the device comes back by another', async () => {
  const awa = writer()
  await until('the plan', () => awa.settled)
  const [line] = lines
  const other = (awa.provider.configuration.websocketProvider.webSocket as unknown as { _socket: Socket })._socket
  // Both ends believe in the line; nothing passes.
  other.pause()
  line?.cork()
  other.write = (() => true) as never
  await until('the line to be given up', () => line?.destroyed === true, 5_000)
  other.destroy()
  await writeFor(awa, 100)
  expect(awa.missingIn(awa.doc)).toEqual([])
})

test('F25 of every flipped bit the checksum sees each one', async () => {
  const doc = new Y.Doc()
  for (let i = 0; i < 20; i++) doc.getMap('task').set(`t${i}`, `Tournage n° ${i}`)
  const update = Y.encodeStateAsUpdate(doc)
  const crc = crc32c(update)
  for (let bit = 0; bit < update.length * 8; bit++) {
    const bent = update.slice()
    bent[bit >> 3]! ^= 1 << (bit & 7)
    expect(crc32c(bent)).not.toBe(crc)
  }
})

test('F25 a damaged snapshot is set aside and the one before it serves, with the log since', async () => {
  const awa = writer()
  const document = await documentId()
  for (let round = 0; round < 3; round++) {
    await writeFor(awa, 120)
    await until(
      'projection',
      async () => (await count('document d join projection p on p.document = d.id where d.sequence > p.sequence')) === 0
    )
    expect(await compact(pool(), document, () => {})).toBe(true)
  }
  expect(await count('snapshot')).toBe(2)
  const { rows: kept } = await pool().query(
    'select min(s.sequence) as former, (select min(sequence) from update_log where document = $1) as first from snapshot s where s.document = $1',
    [document]
  )
  expect(kept[0].first).toBe(kept[0].former + 1)
  await pool().query(
    'update snapshot set state = set_bit(state, 90, 1 - get_bit(state, 90)) where sequence = (select max(sequence) from snapshot)'
  )
  const said: Damage[] = []
  const doc = new Y.Doc()
  await load(pool(), document, doc, damage => said.push(damage))
  expect(said).toMatchObject([{ document, reason: 'snapshot' }])
  expect(awa.missingIn(doc)).toEqual([])
  expect(doc.getMap('task').size).toBe(awa.records.length + 1)
})

test('a compaction that would not say the same is not done', async () => {
  const awa = writer()
  await writeFor(awa, 100)
  await until(
    'projection',
    async () => (await count('document d join projection p on p.document = d.id where d.sequence > p.sequence')) === 0
  )
  const { query } = pool()
  pool().query = async function (this: unknown, first: unknown, ...rest: unknown[]) {
    const answer = (await (query as (...all: unknown[]) => unknown).call(this, first, ...rest)) as {
      rows: { state?: Buffer; crc?: number }[]
    }
    if (typeof first === 'string' && first.startsWith('select state')) {
      const state = Y.encodeStateAsUpdateV2(new Y.Doc())
      return { rows: [{ state: Buffer.from(state), crc: crc32c(state) }] }
    }
    return answer
  } as never
  const before = await count('update_log')
  expect(await compact(pool(), await documentId(), () => {})).toBe(false)
  expect(await count('update_log')).toBe(before)
})
