import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import * as Y from 'yjs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { compact } from './compaction.ts'
import { openDatabase, type Database, type JournalLine } from './database.ts'
import { build, Log, type Draft } from './log.ts'

const clock = { now: () => 1_000 }
const later = (milliseconds: number, run: () => void) => {
  const timer = setTimeout(run, milliseconds > 1_000 ? 5 : milliseconds)
  return () => clearTimeout(timer)
}
const outside = () => ({ indexedDB: new IDBFactory(), IDBKeyRange })
const name = 'w/plan/s'
let database: Database
let log: Log
const hindrances: unknown[] = []

beforeEach(async () => {
  hindrances.length = 0
  database = openDatabase('relais:w:p', outside())
  await database.open()
  log = new Log(database, { clock, later }, { hindered: by => hindrances.push(by) })
})
afterEach(() => database.close())

/** A document whose every transaction is one update. */
function typing(...words: string[]): Uint8Array[] {
  const doc = new Y.Doc()
  const updates: Uint8Array[] = []
  doc.on('update', update => updates.push(update))
  for (const word of words) doc.getMap('task').set(word, new Y.Map([['title', word]]))
  return updates
}
const draft = (bytes: Uint8Array, more: Partial<Draft> = {}): Draft => ({ document: name, bytes, acked: false, seq: null, ...more })
const line: JournalLine = {
  batch: 'b',
  at: 1,
  document: name,
  space: 's',
  entity: 'task',
  record: 'r',
  key: 'title',
  before: null,
  after: 'x',
}
const words = async () =>
  [
    ...build(new Y.Doc(), await log.load(name), null)
      .getMap('task')
      .keys(),
  ].sort()

describe('the log of this device', () => {
  it('PLT-21 an update and its journal line are written together, and neither alone', async () => {
    const [update] = typing('a') as [Uint8Array]
    const seq = await log.append(draft(update, { lines: [line] }))
    expect((await database.journal.toArray()).map(({ update, record }) => ({ update, record }))).toEqual([{ update: seq, record: 'r' }])
    const impossible = { ...line, after: () => 'cannot be stored' }
    await expect(log.append(draft(update, { lines: [impossible] }))).rejects.toThrow()
    expect(await database.updates.count()).toBe(1)
    expect(await database.journal.count()).toBe(1)
  })

  it('PLT-22 what is not acknowledged is still so after a new start, what is acknowledged is not', async () => {
    const drafts = typing('a', 'b').map(bytes => draft(bytes))
    await Promise.all(drafts.map(one => log.append(one)))
    await log.acknowledge(drafts.slice(0, 1))
    expect((await log.load(name)).tail.map(({ pending }) => pending)).toEqual([false, true])
  })

  it('PLT-22 an acknowledgement that comes before the disk is not forgotten', async () => {
    const [update] = typing('a') as [Uint8Array]
    const one = draft(update)
    const written = log.append(one)
    await log.acknowledge([one])
    await written
    await log.settled()
    expect(await database.updates.where('pending').equals(1).count()).toBe(0)
  })

  it('PLT-20 a damaged entry is set apart and the rest is still read', async () => {
    for (const bytes of typing('a', 'b', 'c')) await log.append(draft(bytes))
    await database.updates.toCollection().modify((entry, { value }) => {
      if (entry.seq === 2) value.bytes = entry.bytes.map((byte, index) => (index === 9 ? byte ^ 4 : byte))
    })
    const stored = await log.load(name)
    expect(stored.damaged).toBe(true)
    expect(stored.tail.map(({ seq }) => seq)).toEqual([1, 3])
    expect(await database.damaged.toArray()).toMatchObject([{ document: name, pending: true }])
    expect((await log.load(name)).damaged).toBe(false)
  })

  it('PLT-20 folding keeps every word and every edit not yet sent', async () => {
    const drafts = typing('a', 'b', 'c', 'd').map(bytes => draft(bytes))
    for (const one of drafts) await log.append(one)
    await log.acknowledge(drafts.slice(0, 3))
    expect(await compact(database, log, name)).toBe('folded')
    const stored = await log.load(name)
    expect(stored.tail.map(({ seq, pending }) => ({ seq, pending }))).toEqual([{ seq: 4, pending: true }])
    expect(stored.snapshot).not.toBeNull()
    expect(await words()).toEqual(['a', 'b', 'c', 'd'])
    expect(await compact(database, log, name)).toBe('kept')
  })

  it('PLT-20 a full disk loses nothing typed: it waits for room and says so', async () => {
    const add = database.updates.bulkAdd.bind(database.updates)
    let refusals = 2
    database.updates.bulkAdd = ((...given: Parameters<typeof add>) => {
      if (refusals-- > 0) throw new DOMException('no room', 'QuotaExceededError')
      return add(...given)
    }) as typeof add
    await Promise.all(typing('a', 'b').map(bytes => log.append(draft(bytes))))
    expect(hindrances).toEqual(['full', 'full', null])
    expect(await words()).toEqual(['a', 'b'])
  })

  it('a connection to the disk that died is opened again', async () => {
    const [first, second] = typing('a', 'b') as [Uint8Array, Uint8Array]
    await log.append(draft(first))
    database.close({ disableAutoOpen: true })
    await log.append(draft(second))
    expect(await words()).toEqual(['a', 'b'])
  })
})
