// The disk of a device that goes away: before a start, or under an open page.
import { IDBFactory } from 'fake-indexeddb'
import type * as Y from 'yjs'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { planName } from '#kernel/space/name.ts'
import { openDevice, type Device } from '$lib/store/device.ts'
import { awa, Browser, Rehearsal, shared, space, until, workspace } from '../device-world.ts'

const plan = planName(workspace.id, space)
let server: Rehearsal
let browser: Browser
let devices: Device[] = []

async function start(): Promise<Device> {
  const device = await openDevice({ workspace, person: awa, environment: browser.tab(server) })
  devices.push(device)
  return device
}
async function stop(device: Device): Promise<void> {
  devices = devices.filter(other => other !== device)
  await device.close()
}
/** A task that the server has, then no server. */
async function alone(): Promise<{ device: Device; id: string; phase: string }> {
  const device = await start()
  await until(() => device.mayWrite(space), 'the right to write')
  await device.create('project', space, { title: 'Lancement' }, { id: space })
  const phase = (await device.create('phase', space, { title: 'Conception', project: space })).done as string
  const id = (await device.create('task', space, { title: 'Brief', phase })).done as string
  await until(() => device.state.is === 'saved', 'the first edits')
  await server.kill()
  await until(() => !device.online, 'the end of the network')
  return { device, id, phase }
}
const onServer = () => server.state(plan).getMap<Y.Map<unknown>>('task')

beforeEach(async () => {
  devices = []
  server = await new Rehearsal().open()
  browser = new Browser()
  shared(server)
})
afterEach(async () => {
  await Promise.all(devices.map(device => device.close()))
  await server.kill()
})

it('F22 cleared between two starts: what had not left is put back, said, and leaves', async () => {
  const { device, id, phase } = await alone()
  await device.change('task', id, { title: 'Brief relu' })
  await device.create('task', space, { title: 'Tournage', phase })
  void device.act('invite', { space })
  await until(() => device.waiting.length === 1, 'the command to wait')
  await stop(device)
  browser.indexedDB = new IDBFactory()

  const again = await start()
  expect(again.recovered).toEqual({ back: 3, lost: 0 })
  expect(again.state).toEqual({ is: 'offline', count: 3 })
  await server.open()
  await until(() => again.state.is === 'saved', 'all to leave')
  expect(onServer().get(id)?.get('title')).toBe('Brief relu')
  expect([...onServer().values()].map(task => task.get('title')).sort()).toEqual(['Brief relu', 'Tournage'])
  expect(again.row('task', id)?.title).toBe('Brief relu')
  expect(server.commands.filter(({ name }) => name === 'invite')).toHaveLength(1)
  expect(browser.memory.length).toBe(0)
  await again.forgetRecovered()
  await stop(again)
  expect((await start()).recovered).toBeNull()
})

it('F22 what was too long to be kept twice is named to its author when the disk is cleared', async () => {
  const { device, id } = await alone()
  for (let n = 0; n < 240; n++) await device.change('task', id, { deliverables: 'x'.repeat(9_000 + n) })
  expect(device.state.count).toBe(240)
  await stop(device)
  browser.indexedDB = new IDBFactory()
  const again = await start()
  const { back, lost } = again.recovered ?? { back: 0, lost: 0 }
  expect(back + lost).toBe(240)
  expect(lost).toBeGreaterThan(0)
  expect(again.attention).toMatchObject([{ kind: 'aside', reason: { code: 'lost' }, again: false }])
  const [item] = again.attention
  expect(item?.kind === 'aside' && item.lines.every(({ record }) => record === id)).toBe(true)
})

it('F22 cleared under two open tabs: what they hold goes back to the disk, and nothing unsent is lost', async () => {
  const { device, id } = await alone()
  const held = device.open(space)
  await held.ready
  const other = await start()
  await device.change('task', id, { title: 'Brief relu' })
  await until(() => other.row('task', id)?.title === 'Brief relu', 'the edit in the other tab')
  await new Promise<void>((done, failed) => {
    const request = browser.indexedDB.deleteDatabase(`relais:${workspace.id}:${awa.id}`)
    request.onsuccess = () => done()
    request.onerror = () => failed(request.error ?? new Error('not deleted'))
  })
  await device.change('task', id, { status: 'doing' })
  await until(() => device.recovered, 'the word that it was cleared')
  expect(device.recovered?.lost).toBe(0)
  await until(() => device.state.count === 2 && other.state.count === 2, 'both tabs to count two')
  held.close()
  await stop(other)
  await stop(device)

  const again = await start()
  expect(again.row('task', id)).toMatchObject({ title: 'Brief relu', status: 'doing' })
  expect(again.state).toEqual({ is: 'offline', count: 2 })
  await server.open()
  await until(() => again.state.is === 'saved', 'all to leave')
  expect(onServer().get(id)?.toJSON()).toMatchObject({ title: 'Brief relu', status: 'doing' })
})
