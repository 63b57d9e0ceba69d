import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { derivedId } from '#kernel/base/id.ts'
import { planName } from '#kernel/space/name.ts'
import * as Y from 'yjs'
import { awa, Browser, Rehearsal, shared, space, until, workspace } from '../../../tests/device-world.ts'
import { openDatabase } from './database.ts'
import { openDevice, showDevice, type Device } from './device.ts'
import { databaseName } from './stores.ts'

const phase = derivedId('phase')
const task = derivedId('task')
let server: Rehearsal
let browser: Browser
let devices: Device[] = []

const held = (device: Device) => (devices.push(device), device)
const open = async () => held(await openDevice({ workspace, person: awa, environment: browser.tab(server) }))
const show = async () => held(await showDevice({ workspace, person: awa, environment: browser.tab(server) }))
async function stop(device: Device): Promise<void> {
  devices = devices.filter(other => other !== device)
  await device.close()
}

beforeEach(async () => {
  devices = []
  server = await new Rehearsal().open()
  browser = new Browser()
  shared(server)
  const doc = new Y.Doc()
  const record = (entity: string, id: string, values: Record<string, unknown>) =>
    doc.getMap(entity).set(id, new Y.Map(Object.entries(values)))
  record('project', space, { title: 'Lancement' })
  record('phase', phase, { title: 'Conception', project: space })
  record('task', task, { title: 'Brief', phase })
  server.write(planName(workspace.id, space), Y.encodeStateAsUpdate(doc))
  const first = await open()
  await until(() => first.mayWrite(space) && first.row('task', task) && first.state.is === 'saved', 'the project')
  await stop(first)
})
afterEach(async () => {
  await Promise.all(devices.map(device => device.close()))
  await server.kill()
})

describe('the first look at a device', () => {
  it('PLT-20 shows what was saved before what writes and sends has come', async () => {
    await server.kill()
    const device = await show()
    expect(device.begun).toBe(false)
    expect(device.row('task', task)).toMatchObject({ title: 'Brief', phase })
    expect(device.mayWrite(space)).toBe(true)
    expect(device.state).toEqual({ is: 'saved', count: 0 })
    await device.begin()
    expect(device.begun).toBe(true)
    expect(device.rows('task', space)).toHaveLength(1)
    await until(() => device.state.is === 'offline', 'the server not to answer')
  })

  it('what is written before it has begun is written, in order, and leaves', async () => {
    const device = await show()
    const opened = device.open(space)
    const written = [device.change('task', task, { title: 'Brief signé' }), device.change('task', task, { title: 'Brief signé et daté' })]
    expect((await Promise.all(written)).every(({ refused }) => !refused)).toBe(true)
    await opened.ready
    expect(device.row('task', task)?.title).toBe('Brief signé et daté')
    await until(() => device.state.is === 'saved', 'it to leave')
    expect((await device.undo())?.changed).toBe(1)
    expect(device.row('task', task)?.title).toBe('Brief signé')
    opened.close()
  })

  it('is not taken where something waits: what is shown is never less than what was written', async () => {
    await server.kill()
    const before = await open()
    await before.change('task', task, { title: 'Écrit sans réseau' })
    await stop(before)
    const device = await show()
    expect(device.begun).toBe(true)
    expect(device.row('task', task)?.title).toBe('Écrit sans réseau')
    expect(device.state).toEqual({ is: 'offline', count: 1 })
  })

  it('is not taken when the rows were saved before the last edit', async () => {
    const { indexedDB, IDBKeyRange } = browser.outside()
    const disk = await openDatabase(databaseName(workspace.id, awa.id), { indexedDB, IDBKeyRange }).open()
    const stale = await disk.table('rows').get(space)
    const before = await open()
    await before.change('task', task, { title: 'Écrit juste avant la panne' })
    await until(() => before.state.is === 'saved', 'all to be saved')
    await stop(before)
    await disk.table('rows').put(stale)
    disk.close()
    await server.kill()
    const device = await show()
    expect(device.begun).toBe(true)
    expect(device.row('task', task)?.title).toBe('Écrit juste avant la panne')
  })

  it('a device that was never here begins whole, and makes its disk', async () => {
    browser = new Browser()
    const device = await show()
    expect(device.begun).toBe(true)
    await until(() => device.row('task', task), 'the task')
  })

  it('one that is closed before it began never begins', async () => {
    const device = await show()
    await stop(device)
    await device.begin()
    expect(device.begun).toBe(false)
  })
})
