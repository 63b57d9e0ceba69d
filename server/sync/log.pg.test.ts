import { afterEach, beforeEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { randomId } from '#kernel/base/id.ts'
import { planName } from '#kernel/space/name.ts'
import { freshDatabase } from '../../tests/postgres.ts'
import { connect, type Connection } from '../postgres/connection.ts'
import { Documents, type Known } from './documents.ts'
import { load, type Damage } from './load.ts'
import { UpdateLog } from './log.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let connection: Connection
let log: UpdateLog
let documents: Documents
let document: Known
const workspace = randomId()
const [space, awa] = [randomId(), randomId()]
const clock = { now: () => 1_700_000_000_000 }
const text = (word: string) => {
  const doc = new Y.Doc()
  doc.getMap('words').set(word, true)
  return { update: Y.encodeStateAsUpdate(doc), clients: [doc.clientID] }
}
const append = (word: string, to = document.id) => log.append({ document: to, ...text(word), person: awa, deviceAt: null })
const words = async (say: (damage: Damage) => void = () => {}) => {
  const doc = new Y.Doc()
  await load(connection.pool, document.id, doc, say)
  return Object.keys(doc.getMap('words').toJSON()).sort()
}

beforeEach(async () => {
  database = await freshDatabase()
  connection = connect(database.url)
  await connection.pool.query(
    `insert into workspace (id, name, currency, time_zone, at) values ($1, 'Agence Teranga', 'XOF', 'Africa/Dakar', 0)`,
    [workspace]
  )
  await connection.pool.query('insert into feed (workspace) values ($1)', [workspace])
  log = new UpdateLog(connection.pool, clock, () => {})
  documents = new Documents(connection.pool)
  document = await documents.open(planName(workspace, space), space)
})
afterEach(async () => {
  await connection.end()
  await database.drop()
})

test('what was appended is there, in order, and says who and when', async () => {
  for (const word of ['a', 'b', 'c']) await append(word)
  expect(await words()).toEqual(['a', 'b', 'c'])
  const { rows } = await connection.pool.query('select sequence, person, at from update_log order by sequence')
  expect(rows).toEqual([1, 2, 3].map(sequence => ({ sequence, person: awa, at: clock.now() })))
})

test('concurrent appends share their commits and take one position each batch', async () => {
  const other = await documents.open(planName(workspace, randomId()), space)
  await Promise.all(Array.from({ length: 200 }, (_, i) => append(`w${i}`, i % 2 ? document.id : other.id)))
  const { rows } = await connection.pool.query(
    'select d.sequence, count(*)::int as logged from document d join update_log l on l.document = d.id group by d.id'
  )
  expect(rows).toEqual([
    { sequence: 100, logged: 100 },
    { sequence: 100, logged: 100 },
  ])
  const { rows: feed } = await connection.pool.query('select position from feed')
  expect(feed[0].position).toBeLessThanOrEqual(3)
})

test('an append to a document that does not exist fails, and the others of its batch stand', async () => {
  const results = await Promise.allSettled([append('a'), append('b', 999_999)])
  expect(results.map(result => result.status)).toEqual(['fulfilled', 'rejected'])
  expect(await words()).toEqual(['a'])
})

test('positions are seen in order while two writers commit at once', async () => {
  const second = new UpdateLog(connection.pool, clock, () => {})
  const seen: number[] = []
  let going = true
  const reader = (async () => {
    while (going) {
      const { rows } = await connection.pool.query('select f.position, (select max(position) from document) as last from feed f')
      expect(rows[0].last).toBeLessThanOrEqual(rows[0].position)
      seen.push(rows[0].position)
    }
  })()
  const write = async (to: UpdateLog) => {
    for (let i = 0; i < 60; i++) await to.append({ document: document.id, ...text(`w${i}`), person: awa, deviceAt: null })
  }
  await Promise.all([write(log), write(second)])
  going = false
  await reader
  expect(seen).toEqual([...seen].sort((a, b) => a - b))
  const { rows } = await connection.pool.query('select sequence from document')
  expect(rows[0].sequence).toBe(120)
})

test('F4 a commit cut by the database is made again before anything is acknowledged', async () => {
  await append('before')
  const other = connect(database.url)
  const sessions = 'from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()'
  const cut = setInterval(() => other.pool.query(`select pg_terminate_backend(pid) ${sessions}`).catch(() => {}), 60)
  for (let i = 0; i < 50; i++) await append(`w${i}`)
  clearInterval(cut)
  await other.end()
  expect(await words()).toHaveLength(51)
})

test('F7 a flush that fails is an append that fails', async () => {
  const broken = { query: () => Promise.reject(Object.assign(new Error('could not fsync file'), { code: '58030' })) }
  const failing = new UpdateLog(broken as never, clock, () => {})
  await expect(failing.append({ document: document.id, ...text('a'), person: awa, deviceAt: null })).rejects.toThrow('fsync')
  expect(failing.pressure).toBe(0)
})

test('F25 a flipped bit is set aside with its content, said once, and the rest goes on', async () => {
  for (const word of ['a', 'b', 'c']) await append(word)
  await connection.pool.query('update update_log set update = set_bit(update, 40, 1 - get_bit(update, 40)) where sequence = 2')
  const said: Damage[] = []
  expect(await words(damage => said.push(damage))).toEqual(['a', 'c'])
  expect(await words(damage => said.push(damage))).toEqual(['a', 'c'])
  expect(said).toEqual([{ document: document.id, sequence: 2, reason: 'update' }])
  const { rows } = await connection.pool.query('select sequence, octet_length(update) > 0 as kept from quarantine')
  expect(rows).toEqual([{ sequence: 2, kept: true }])
})

test('whose a Yjs client id is, is said once', async () => {
  const mine = text('a')
  await log.append({ document: document.id, ...mine, person: awa, deviceAt: null })
  await log.append({ document: document.id, ...mine, person: randomId(), deviceAt: null })
  const { rows } = await connection.pool.query('select client, person from client')
  expect(rows).toEqual([{ client: mine.clients[0], person: awa }])
})
