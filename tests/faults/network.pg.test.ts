// Messages that come ten times, in any order, or over the worst of lines.
import { afterEach, beforeEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { randomId } from '#kernel/base/id.ts'
import { createRecord } from '#kernel/space/record.ts'
import { business } from '#domain/model.ts'
import { openDevice, type Device } from '$lib/store/device.ts'
import { RunningServer } from '../device-server.ts'
import { Browser, until as untilThen } from '../device-world.ts'
import { until } from '../kill/writer.ts'
import { counted, whole } from './counted.ts'
import { expectSame, House } from './house.ts'
import { Raw, updateMessage } from './raw.ts'
import { ShapingProxy } from './shaping-proxy.ts'

let house: House
beforeEach(async () => {
  house = await House.shared()
})
afterEach(() => house.close())

/** What a device would send, edit by edit: so many tasks, each renamed once. */
function edits(count: number) {
  const doc = new Y.Doc()
  const updates: Uint8Array[] = []
  doc.on('update', update => updates.push(update))
  for (let i = 0; i < count; i++) {
    const id = randomId()
    createRecord(doc, business.task, id, { title: `Tâche n° ${i}`, phase: house.company.phase })
    doc.getMap<Y.Map<unknown>>('task').get(id)?.set('title', `Tâche n° ${i}, revue`)
  }
  return { doc, updates }
}
async function afterAll_(doc: Y.Doc, count: number) {
  const reader = house.writer(1)
  await until('a copy', () => reader.settled)
  expectSame(reader.doc, doc)
  const rows = await house.rowsEqualRebuild()
  expect(rows['task']).toHaveLength(count)
  const { rows: lines } = await house.pool.query(
    `select field, count(*)::int as n from history where entity = 'task' group by field order by field`
  )
  return Object.fromEntries(lines.map(({ field, n }) => [field, n])) as Record<string, number>
}

test('F13 every message delivered ten times is done once', async ({ task }) => {
  const count = 40
  const { doc, updates } = edits(count)
  const device = new Raw(house.port, house.company.cookies[0] as string)
  await device.ready()
  device.enter(house.plan)
  await until('the plan', () => device.entered(/read-write/) === 1)
  for (const update of updates) for (let time = 0; time < 10; time++) device.socket.send(updateMessage(house.plan, update))
  await until('an answer to each', () => device.taken.length === updates.length * 10, 30_000)
  const history = await afterAll_(doc, count)
  counted(task, {
    sent: updates.length * 10,
    logged: await house.count('update_log'),
    'lines of history': history['create']! + history['title']!,
  })
  expect(await house.count('update_log')).toBe(updates.length)
  expect(history).toEqual({ create: count, title: count })
  device.socket.close()
})

test('F14 messages in any order converge, each told once', async ({ task }) => {
  const count = 40
  const { doc, updates } = edits(count)
  const device = new Raw(house.port, house.company.cookies[0] as string)
  await device.ready()
  device.enter(house.plan)
  await until('the plan', () => device.entered(/read-write/) === 1)
  const shuffled = updates.map(update => ({ update, rank: Math.random() })).sort((a, b) => a.rank - b.rank)
  for (const { update } of shuffled) device.socket.send(updateMessage(house.plan, update))
  await until('an answer to each', () => device.taken.length === updates.length, 30_000)
  const history = await afterAll_(doc, count)
  counted(task, { sent: updates.length, 'lines of history': history['create']! + (history['title'] ?? 0) })
  expect(history['create']).toBe(count)
  device.socket.close()
})

const shape = whole ? { latency: 5_000, loss: 0.1, rate: 40_000 } : { latency: 1_000, loss: 0.1, rate: 40_000 }
test(
  `F16 ${shape.latency} ms, 10 % loss and 40 kbit/s: two devices converge, and say “saved” when it is`,
  { timeout: 400_000 },
  async ({ task }) => {
    const server = await RunningServer.open()
    const awa = await server.begin()
    const proxy = await new ShapingProxy(server.port, shape).open()
    const devices: Device[] = []
    const start = async () => {
      const environment = { ...server.environment(new Browser(), awa), socket: `ws://127.0.0.1:${proxy.port}/sync` }
      devices.push(await openDevice({ workspace: awa.workspace, person: awa.person, environment }))
    }
    await start()
    await start()
    const [one, two] = devices as [Device, Device]
    await untilThen(() => one.online && two.online, 'the network', 120_000)
    const made = await one.createProject({ title: 'Loin' })
    if (made.refused) throw new Error(made.refused.label.fr)
    const space = made.done
    await one.open(space).ready
    const phase = one.rows('phase', space)[0]?.id ?? ''
    const count = 20
    for (let n = 0; n < count; n++) await one.create('task', space, { title: `Tâche ${n}`, phase })
    expect(one.state.is).not.toBe('saved')
    await untilThen(() => one.state.is === 'saved', 'all to be saved', 150_000)
    await untilThen(() => two.rows('task', space).length === count, 'the list on the other device', 150_000)
    await two.open(space).ready
    for (const { id } of two.rows('task', space)) await two.change('task', id, { status: 'doing' })
    for (const { id } of one.rows('task', space)) await one.change('task', id, { title: 'Revue' })
    await untilThen(() => [one, two].every(device => device.state.is === 'saved'), 'all to be saved', 150_000)
    const shown = (device: Device) =>
      device
        .rows('task', space)
        .map(({ id, title, status }) => `${id} ${title} ${status}`)
        .sort()
    await untilThen(() => shown(one).join() === shown(two).join(), 'both to show the same', 150_000)
    expect(shown(one).every(line => line.endsWith('Revue doing'))).toBe(true)
    counted(task, { bytes: proxy.bytes, stalls: proxy.stalls, edits: 3 * count, lost: 0 })
    for (const device of devices) await device.close()
    await proxy.close()
    await server.close()
  }
)
