// Too much of something: it is refused with words or slowed down, and everyone else goes on.
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { randomId } from '#kernel/base/id.ts'
import { limits } from '#kernel/space/limits.ts'
import { textName } from '#kernel/space/name.ts'
import { createRecord } from '#kernel/space/record.ts'
import { business } from '#domain/model.ts'
import { reasons } from '#server/sync/refused.ts'
import { until } from '../kill/writer.ts'
import { counted, whole } from './counted.ts'
import { expectSame, House } from './house.ts'
import { Raw, updateMessage } from './raw.ts'

let house: House
beforeEach(async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  house = await House.shared()
})
afterEach(async () => {
  await house.close()
  vi.restoreAllMocks()
})

if (whole)
  test('F28 one connection may hold so many documents, and no more', { timeout: 120_000 }, async ({ task }) => {
    const { workspace, space, cookies } = house.company
    await house.act('share', { space, person: (await house.who(1)).person, role: 'viewer' })
    const device = new Raw(house.port, cookies[1] as string)
    await device.ready()
    const names = Array.from({ length: limits.documents + 5 }, () => textName(workspace, 'document', randomId(), 'body'))
    const answered = () => device.entered(/./)
    for (let i = 0; i < names.length; i += 1_000) {
      for (const name of names.slice(i, i + 1_000)) device.enter(name, JSON.stringify({ space }))
      await until('an answer for each', () => answered() >= Math.min(i + 1_000, names.length), 60_000)
    }
    const entered = () => device.entered(/readonly/)
    counted(task, { asked: names.length, opened: entered(), refused: device.entered(/tooMany/) })
    expect([entered(), device.entered(/tooMany/)]).toEqual([limits.documents, 5])
    expect(reasons.tooMany.fr).toContain('Trop de documents')
    device.socket.close()
  })

test('F28 a flood from one client is slowed, and the others are served', { timeout: 120_000 }, async ({ task }) => {
  const seconds = whole ? 30 : 6
  const others = [house.writer(0), house.writer(1)]
  await until('the others', () => others.every(one => one.settled))
  const flood = new Raw(house.port, house.company.cookies[0] as string)
  await flood.ready()
  flood.enter(house.plan)
  await until('the plan', () => flood.entered(/read-write/) === 1)
  const doc = new Y.Doc()
  const updates: Uint8Array[] = []
  doc.on('update', update => updates.push(update))
  const map = doc.getMap('noise')
  for (let i = 0; i < 5_000; i++) map.set('k', i)
  const messages = updates.map(update => updateMessage(house.plan, update))
  for (const one of others) one.write(house.company.phase, 100)
  const pauses = vi.spyOn(WebSocket.prototype, 'pause')
  let [sent, most] = [0, 0]
  for (let second = 0; second < seconds * 10; second++) {
    for (let i = 0; i < 500; i++) flood.socket.send(messages[sent++ % messages.length] as Uint8Array)
    await new Promise(next => setTimeout(next, 100))
    most = Math.max(most, flood.socket.bufferedAmount)
  }
  for (const one of others) one.rest()
  const served = others.map(one => one.saved.records)
  const written = others.map(one => one.records.length)
  const [taken, paused] = [flood.taken.length, pauses.mock.calls.length]
  flood.socket.terminate()
  await until('the others', () => others.every(one => one.settled), 30_000)
  const acknowledged = served.reduce((a, b) => a + b, 0)
  counted(task, {
    'sent by the flood': sent,
    'of it taken': taken,
    'times it was not heard': paused,
    'written by others': written[0]! + written[1]!,
    'of it acknowledged': acknowledged,
  })
  // Served while it lasted: what was written in the last moments may wait, on a busy machine a longer part.
  for (const [i, one] of written.entries()) expect(served[i]).toBeGreaterThan(one * 0.4)
  expect(paused).toBeGreaterThan(0)
  expect(process.memoryUsage().arrayBuffers).toBeLessThan(512 * 1024 * 1024)
  const reader = house.writer()
  await until('a copy', () => reader.settled)
  expect(others.flatMap(one => one.missingIn(reader.doc))).toEqual([])
  await house.rowsEqualRebuild(60_000)
})

if (whole)
  test(
    'F27 a document beyond its limit is refused with words, and the one just below it goes on',
    { timeout: 180_000 },
    async ({ task }) => {
      const full = limits.records
      const awa = house.writer()
      await until('the plan', () => awa.settled)
      const chunk = 2_000
      for (let made = 0; made < full; made += chunk) {
        awa.doc.transact(() => {
          for (let i = made; i < Math.min(made + chunk, full); i++)
            createRecord(awa.doc, business.task, randomId(), { title: `Tâche n° ${i}`, phase: house.company.phase, estimate: i })
        })
        await until('them to be saved', () => awa.settled, 60_000)
      }
      const memory = process.memoryUsage().heapUsed
      const other = house.writer(1)
      let refused = ''
      other.provider.on('close', ({ event }: { event: { reason: string } }) => (refused = event.reason))
      await until('a copy', () => other.settled, 30_000)
      expect(other.doc.getMap('task').size).toBe(full)
      const one = [...other.doc.getMap<Y.Map<unknown>>('task').values()][0]
      one?.set('title', 'Encore modifiable')
      await until('an edit', () => other.settled && one?.get('title') === 'Encore modifiable')
      const logged = await house.count('update_log')
      createRecord(other.doc, business.task, randomId(), { title: 'De trop', phase: house.company.phase })
      await until('the refusal', () => refused === 'full')
      expect(reasons.full.fr).toContain('plein')
      expect(await house.count('update_log')).toBe(logged)
      counted(task, { records: full, 'MB of heap': Math.round((process.memoryUsage().heapUsed - memory) / 1e6), refused: 1 })
      const rows = await house.rowsEqualRebuild(60_000)
      expect(rows['task']).toHaveLength(full)
    }
  )

/** Bytes that the server, here with its devices, may take for so many deleted values; stated in docs/operations.md. */
const bound = 256 * 1024 * 1024
test('F27 the traces of what was deleted by the million keep memory within a bound', { timeout: 300_000 }, async ({ task }) => {
  const deleted = whole ? 10_000_000 : 1_000_000
  const awa = house.writer()
  await until('the plan', () => awa.settled)
  const text = awa.doc.getMap<Y.Text>('noise').set('text', new Y.Text())
  const chunk = 500_000
  const before = process.memoryUsage().heapUsed
  for (let i = 0; i < deleted; i += chunk) {
    awa.doc.transact(() => text.insert(0, 'x'.repeat(chunk)))
    awa.doc.transact(() => text.delete(0, chunk))
    await until('it to be saved', () => awa.settled, 60_000)
  }
  await house.projected(60_000)
  const reader = house.writer(1)
  await until('a copy', () => reader.settled, 30_000)
  expectSame(reader.doc, awa.doc)
  globalThis.gc?.()
  const taken = process.memoryUsage().heapUsed - before
  counted(task, {
    deleted,
    'KB of state': Math.round(Y.encodeStateAsUpdate(reader.doc).byteLength / 1024),
    'MB of heap': Math.round(taken / 1e6),
  })
  expect(taken).toBeLessThan(bound)
  await house.rowsEqualRebuild(60_000)
})
