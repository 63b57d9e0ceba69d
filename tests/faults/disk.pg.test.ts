// Faults of the disk and of the database: what was acknowledged stays, what cannot be kept is not acknowledged.
import type { Socket } from 'node:net'
import * as Y from 'yjs'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { crc32c } from '#kernel/base/crc32c.ts'
import { openStore } from '#server/postgres/store.ts'
import { compact } from '#server/sync/compaction.ts'
import { load, type Damage } from '#server/sync/load.ts'
import { until, type Writer } from '../kill/writer.ts'
import { House } from './house.ts'

let house: House
beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => {}))
afterEach(async () => {
  await house.close()
  vi.restoreAllMocks()
})

const documentId = async () => (await house.pool.query('select id from document where name = $1', [house.plan])).rows[0].id as number
async function writeFor(one: Writer, ms: number) {
  one.write(house.company.phase, 10)
  await new Promise(next => setTimeout(next, ms))
  one.rest()
  await until('everything to be saved', () => one.settled)
}

test('F2 a torn last record is set aside and comes back from the device that holds it', async () => {
  house = await House.alone()
  const awa = house.writer()
  await writeFor(awa, 300)
  awa.disconnect()
  const { port } = house
  await house.stop()
  await tear()
  await house.start(port)
  await until('the torn record to be met', async () => (await house.count('quarantine')) === 1)
  awa.connect()
  await until('the edit to come back', () => awa.settled)
  const reader = house.writer(1)
  await until('a copy', () => reader.provider.isSynced)
  expect(awa.missingIn(reader.doc)).toEqual([])
  expect((await house.rowsEqualRebuild())['task']).toHaveLength(awa.records.length + 1)
})
/** The last record of each document is cut short on the disk, as when the power went before the projector had read it. */
async function tear() {
  const torn = await openStore(house.dataDir, undefined)
  await torn.connection.pool.query(
    `update update_log l set update = substring(update for octet_length(update) - 7)
     from (select document, max(sequence) as sequence from update_log group by document) t
     where l.document = t.document and l.sequence = t.sequence`
  )
  await torn.connection.pool.query(
    'update projection p set sequence = d.sequence - 1 from document d where d.id = p.document and d.sequence > 0'
  )
  await torn.connection.end()
  await torn.stop()
}

test('F4 Postgres dies while two people write, comes back, and nobody lost anything', async () => {
  house = await House.alone()
  const both = [house.writer(0), house.writer(1)]
  await until('both', () => both.every(one => one.settled))
  for (const one of both) one.write(house.company.phase, 15)
  await new Promise(next => setTimeout(next, 300))
  process.kill(house.postmaster, 'SIGKILL')
  await new Promise(next => setTimeout(next, 1_500))
  for (const one of both) one.rest()
  await until('everything to be saved', () => both.every(one => one.settled))
  const reader = house.writer()
  await until('a copy', () => reader.provider.isSynced)
  expect(both.flatMap(one => one.missingIn(reader.doc))).toEqual([])
  expect((await house.rowsEqualRebuild())['task']).toHaveLength(both.reduce((sum, one) => sum + one.records.length + 1, 0))
})

test('F7 while the flush fails nothing is acknowledged, and what waited is saved afterwards', async () => {
  house = await House.shared()
  const awa = house.writer()
  await until('the plan', () => awa.settled)
  const { query } = house.pool
  let failing = true
  house.pool.query = function (this: unknown, first: { name?: string }, ...rest: unknown[]) {
    if (failing && first?.name === 'append') return Promise.reject(Object.assign(new Error('could not flush'), { code: '58030' }))
    return (query as (...all: unknown[]) => unknown).call(this, first, ...rest)
  } as never
  const before = await house.count('update_log')
  awa.write(house.company.phase, 20)
  await new Promise(next => setTimeout(next, 500))
  awa.rest()
  expect([awa.saved.records, await house.count('update_log')]).toEqual([0, before])
  failing = false
  await until('everything to be saved', () => awa.settled && awa.saved.records === awa.records.length)
})

test('F15 a line that carries nothing any more is given up, and the device comes back by another', async () => {
  house = await House.shared({ heartbeat: 150 })
  const awa = house.writer()
  await until('the plan', () => awa.settled)
  const [line] = house.lines
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

test('F25 a damaged snapshot is set aside and the one before it serves, with the log since', async () => {
  house = await House.shared()
  const awa = house.writer()
  const document = await documentId()
  for (let round = 0; round < 3; round++) {
    await writeFor(awa, 120)
    await house.projected()
    expect(await compact(house.pool, document, () => {})).toBe(true)
  }
  expect(await house.count('snapshot')).toBe(2)
  const { rows: kept } = await house.pool.query(
    'select min(s.sequence) as former, (select min(sequence) from update_log where document = $1) as first from snapshot s where s.document = $1',
    [document]
  )
  expect(kept[0].first).toBe(kept[0].former + 1)
  await house.pool.query(
    'update snapshot set state = set_bit(state, 90, 1 - get_bit(state, 90)) where sequence = (select max(sequence) from snapshot)'
  )
  const said: Damage[] = []
  const doc = new Y.Doc()
  await load(house.pool, document, doc, damage => said.push(damage))
  expect(said).toMatchObject([{ document, reason: 'snapshot' }])
  expect(awa.missingIn(doc)).toEqual([])
  expect(doc.getMap('task').size).toBe(awa.records.length + 1)
})

test('a compaction that would not say the same is not done', async () => {
  house = await House.shared()
  const awa = house.writer()
  await writeFor(awa, 100)
  await house.projected()
  const { query } = house.pool
  house.pool.query = async function (this: unknown, first: unknown, ...rest: unknown[]) {
    const answer = (await (query as (...all: unknown[]) => unknown).call(this, first, ...rest)) as {
      rows: { state?: Buffer; crc?: number }[]
    }
    if (typeof first === 'string' && first.startsWith('select state')) {
      const state = Y.encodeStateAsUpdateV2(new Y.Doc())
      return { rows: [{ state: Buffer.from(state), crc: crc32c(state) }] }
    }
    return answer
  } as never
  const before = await house.count('update_log')
  expect(await compact(house.pool, await documentId(), () => {})).toBe(false)
  expect(await house.count('update_log')).toBe(before)
})
