import * as Y from 'yjs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { compact } from './compaction.ts'
import { openDatabase, writeThrough, type Database, type Hindrance } from './database.ts'
import { broadcast } from './environment.ts'
import { build, Log, type Draft } from './log.ts'
import { Tabs, type Word } from './tabs.ts'

const clock = { now: () => Date.now() }
const later = (milliseconds: number, run: () => void) => {
  const timer = setTimeout(run, Math.min(milliseconds, 20))
  return () => clearTimeout(timer)
}
const name = 'w/text/document.d.body'
let database: Database
const hindrances: unknown[] = []
const logOf = (on: Database) => new Log(on, { clock, later }, { hindered: by => hindrances.push(by) })
const draft = (bytes: Uint8Array): Draft => ({ document: name, bytes, acked: false, seq: null })

beforeEach(async () => {
  hindrances.length = 0
  database = openDatabase(`relais:test:${crypto.randomUUID()}`, { indexedDB, IDBKeyRange })
  await database.open()
})
afterEach(async () => {
  database.close()
  await database.delete()
})

/** Keystrokes in a text, each an update. */
function typing(words: string): Uint8Array[] {
  const doc = new Y.Doc()
  const updates: Uint8Array[] = []
  doc.on('update', update => updates.push(update))
  for (const letter of words) doc.getText('t').insert(doc.getText('t').length, letter)
  return updates
}
type Bucket = { indexedDB: IDBFactory; caches: CacheStorage }
/** A small disk of its own: what Chromium calls a storage bucket. */
const buckets = () =>
  (navigator as unknown as { storageBuckets: { open(name: string, how: { quota: number }): Promise<Bucket> } }).storageBuckets
const read = async (log: Log) =>
  build(new Y.Doc(), await log.load(name), null)
    .getText('t')
    .toString()

describe('the disk of a real browser', () => {
  it('PLT-20 keeps every keystroke, through folding and a new start', async () => {
    const words = 'Un brief tient en une page. '.repeat(20)
    const log = logOf(database)
    const drafts = typing(words).map(draft)
    await Promise.all(drafts.map(one => log.append(one)))
    await log.acknowledge(drafts.slice(0, -3))
    expect(await compact(database, log, name)).toBe('folded')
    expect(await database.updates.count()).toBe(3)
    database.close()
    await database.open()
    expect(await read(logOf(database))).toBe(words)
  })

  it('PLT-24 a command is written through to the disk', async () => {
    await writeThrough(database, 'outbox', { id: 'c', name: 'invite', input: {}, at: 1, needs: [], mark: 0 })
    expect(await database.outbox.toArray()).toMatchObject([{ id: 'c', name: 'invite' }])
    await expect(writeThrough(database, 'outbox', { id: 'c' })).rejects.toMatchObject({ name: 'ConstraintError' })
  })

  it('PLT-20 when it is full says so, loses nothing, and goes on when there is room', async () => {
    const bucket = await buckets().open(crypto.randomUUID().slice(0, 8), { quota: 4_000_000 })
    const ballast = await bucket.caches.open('ballast')
    await ballast.put('/ballast', new Response(new Uint8Array(3_000_000)))
    const small = openDatabase('relais:small', { indexedDB: bucket.indexedDB, IDBKeyRange })
    const log = logOf(small)
    const doc = new Y.Doc()
    const updates: Uint8Array[] = []
    doc.on('update', update => updates.push(update))
    for (let n = 0; n < 4; n++) doc.getText('t').insert(0, String(n).repeat(400_000))
    const written = Promise.all(updates.map(bytes => log.append(draft(bytes))))
    const end = Date.now() + 8_000
    while (!hindrances.length && Date.now() < end) await new Promise(next => setTimeout(next, 20))
    expect(hindrances[0]).toBe('full')
    await ballast.delete('/ballast')
    await written
    expect(hindrances.at(-1)).toBeNull()
    expect((await read(log)).length).toBe(1_600_000)
    small.close()
  })

  it('a newer version in another tab is let through at once, and the old one is told', async () => {
    const told: Hindrance[] = []
    const old = openDatabase(database.name, { indexedDB, IDBKeyRange }, by => told.push(by))
    await old.open()
    database.close()
    const newer = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(database.name, 1_000)
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error ?? new Error('no'))
    })
    expect(told).toEqual(['outdated'])
    newer.close()
  })

  it('one tab leads, and another when it closes; a word reaches the others once they listen', async () => {
    const key = crypto.randomUUID()
    const heard: Word[] = []
    const led: string[] = []
    const tab = (who: string) =>
      new Tabs(key, { channel: broadcast, locks: navigator.locks }, { heard: word => heard.push(word), led: () => led.push(who) })
    const [one, two] = [tab('one'), tab('two')]
    await new Promise(next => setTimeout(next, 100))
    expect([led, one.leader, two.leader]).toEqual([['one'], true, false])
    one.say({ is: 'journal' })
    await new Promise(next => setTimeout(next, 100))
    expect(heard).toEqual([])
    two.listen()
    one.say({ is: 'outbox' })
    await new Promise(next => setTimeout(next, 100))
    expect(heard).toEqual([{ is: 'journal' }, { is: 'outbox' }])
    one.close()
    await new Promise(next => setTimeout(next, 100))
    expect([led, two.leader]).toEqual([['one', 'two'], true])
    two.close()
  })
})
