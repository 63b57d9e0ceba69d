// Too much, or nothing that can be read, from somebody who is signed in.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { randomId } from '#kernel/base/id.ts'
import { planName } from '#kernel/space/name.ts'
import { createRecord } from '#kernel/space/record.ts'
import { business } from '#domain/model.ts'
import { inspect } from '#server/sync/inspect.ts'
import { counted, whole } from '../faults/counted.ts'
import { House } from '../faults/house.ts'
import { Raw, updateMessage } from '../faults/raw.ts'
import { until } from '../kill/writer.ts'

let house: House
beforeEach(async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  vi.spyOn(console, 'warn').mockImplementation(() => {})
  house = await House.shared()
})
afterEach(async () => {
  await house.close()
  vi.restoreAllMocks()
})
setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void
async function held(): Promise<number> {
  for (let i = 0; i < 3; i++) {
    collect()
    await new Promise(next => setTimeout(next, 20))
  }
  const { heapUsed, external } = process.memoryUsage()
  return (heapUsed + external) / 1e6
}
const line = async (person = 1) => {
  const made = new Raw(house.port, house.company.cookies[person] as string)
  await made.ready()
  return made
}
const ended = ({ socket }: Raw) => socket.readyState === WebSocket.CLOSED
const random = (seed: number) => () => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31

test(
  'A10 a huge frame, a crowd of documents and words before any is open are capped, and leave no memory behind',
  { timeout: 300_000 },
  async ({ task }) => {
    const { workspace } = house.company
    const documents = whole ? 100_000 : 1_500
    const huge = Buffer.alloc(64 * 1024 * 1024)
    const drop = new Uint8Array(8 * 1024)
    const attacks = {
      async frame() {
        const one = await line()
        one.socket.send(huge)
        await until('the end of the line', () => ended(one))
        expect(one.heard).toEqual([])
      },
      async crowd() {
        const one = await line()
        for (let i = 0; i < documents && !ended(one); i++) {
          one.enter(planName(workspace, randomId()))
          if (i % 500 === 499) await until('the answers', () => one.heard.length > i || ended(one), 60_000)
        }
        expect(one.entered(/read/)).toBe(0)
        one.heard.length = 0
        one.socket.terminate()
      },
      /** Said of a document that is never entered: kept up to a point, and then no more. */
      async drip() {
        const one = await line()
        for (let i = 0; i < 20_000 && !ended(one); i++) {
          one.say(house.plan, 1, drop)
          if (i % 50 === 49) await new Promise(next => setTimeout(next, 1))
        }
        await until('the end of the line', () => ended(one))
        expect(await house.count('update_log')).toBe(0)
      },
    }
    for (const attack of Object.values(attacks)) await attack()
    const before = await held()
    const grown: number[] = []
    for (let round = 0; round < 5; round++) {
      for (const attack of Object.values(attacks)) await attack()
      grown.push((await held()) - before)
    }
    const median = grown.sort((a, b) => a - b)[2] as number
    counted(task, { 'documents asked for': documents, 'MB grown': Math.round(median) })
    expect(median).toBeLessThan(20)
    // All of it is a line a minute in the log of the company.
    const { rows } = await house.pool.query(
      `select action, person, count(*) = count(distinct at / 60000) as bounded from audit where kind in ('refused', 'limit')
       group by action, person order by action`
    )
    const { person } = await house.who(1)
    expect(rows).toEqual(['readRefused', 'tooLarge'].map(action => ({ action, person, bounded: true })))
    const awa = house.writer()
    await until('an honest device', () => awa.settled)
  }
)

test('A11 updates that are damaged or would loop for ever store nothing, and everyone goes on', { timeout: 600_000 }, async ({ task }) => {
  const times = whole ? 100_000 : 400
  const awa = house.writer()
  await until('the plan', () => awa.settled)
  createRecord(awa.doc, business.task, randomId(), { title: 'Saine', phase: house.company.phase })
  await until('it to be saved', () => awa.settled)
  const logged = await house.count('update_log')
  const bad = damaged(400)
  const lines = await Promise.all(Array.from({ length: 8 }, () => line()))
  const send = async (one: Raw, share: number) => {
    for (let i = 0; i < share; i++) {
      one.enter(house.plan)
      one.socket.send(updateMessage(house.plan, bad[i % bad.length] as Uint8Array))
      await until('the refusal', () => one.closed.length === i + 1)
    }
  }
  await Promise.all(lines.map(one => send(one, times / lines.length)))
  expect(lines.flatMap(one => one.closed.filter(word => !/malformed|tooLarge/.test(word)))).toEqual([])
  expect(await house.count('update_log')).toBe(logged)
  for (const one of lines) one.socket.terminate()
  createRecord(awa.doc, business.task, randomId(), { title: 'Saine encore', phase: house.company.phase })
  await until('the next edit', () => awa.settled)
  const rows = await house.rowsEqualRebuild()
  expect(rows['task']).toHaveLength(2)
  expect(await house.count(`audit where action = 'unreadable'`)).toBeGreaterThan(0)
  counted(task, { sent: times, 'kinds of damage': bad.length, stored: (await house.count('update_log')) - logged - 1 })
})

/** Updates with a bit, a part or an end missing, of which none can be read. */
function damaged(most: number): Uint8Array[] {
  const doc = new Y.Doc()
  for (let i = 0; i < 20; i++) createRecord(doc, business.task, randomId(), { title: `Tâche ${i}`, phase: randomId() })
  const sound = Y.encodeStateAsUpdate(doc)
  const dice = random(7)
  const found: Uint8Array[] = [new Uint8Array(0), new Uint8Array([255, 255, 255, 255, 255, 255, 255, 255, 127])]
  while (found.length < most) {
    const bytes = sound.slice(0, dice() < 0.3 ? Math.floor(dice() * sound.length) : sound.length)
    for (let i = 0; i < 6; i++) bytes[Math.floor(dice() * bytes.length)] = Math.floor(dice() * 256)
    try {
      inspect(bytes)
    } catch {
      found.push(bytes)
    }
  }
  return found
}
