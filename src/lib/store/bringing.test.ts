import * as Y from 'yjs'
import { IDBDatabase } from 'fake-indexeddb'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { derivedId } from '#kernel/base/id.ts'
import { readDifferences } from '#kernel/space/difference.ts'
import { planName } from '#kernel/space/name.ts'
import { awa, Browser, Rehearsal, shared, space, until, workspace } from '../../../tests/device-world.ts'
import { openDatabase } from './database.ts'
import { openDevice, type Device } from './device.ts'
import type { Environment } from './environment.ts'
import { databaseName } from './stores.ts'

const plan = planName(workspace.id, space)
const phase = derivedId('phase')
const task = (n: number) => derivedId('task', String(n))
const many = 400
let server: Rehearsal
let browser: Browser
let devices: Device[] = []
let days = 0

beforeEach(async () => {
  devices = []
  days = 0
  server = await new Rehearsal().open()
  browser = new Browser()
  browser.now = () => Date.now() + days * 86_400_000
  shared(server)
  elsewhere(doc => {
    record(doc, 'project', space, { title: 'Lancement' })
    record(doc, 'phase', phase, { title: 'Conception', project: space })
    for (let n = 0; n < many; n++) record(doc, 'task', task(n), { title: `Brief ${n}`, phase })
  })
})
afterEach(async () => {
  await Promise.all(devices.map(device => device.close()))
  await server.kill()
})

const record = (doc: Y.Doc, entity: string, id: string, values: Record<string, unknown>) =>
  doc.getMap(entity).set(id, new Y.Map(Object.entries(values)))
const rename = (n: number, title: string) => elsewhere(doc => (doc.getMap('task').get(task(n)) as Y.Map<unknown>).set('title', title))
/** Somebody writes in the plan of the space, elsewhere. */
function elsewhere(change: (doc: Y.Doc) => void, name = plan): void {
  const doc = server.state(name)
  const before = Y.encodeStateVector(doc)
  change(doc)
  server.write(name, Y.encodeStateAsUpdate(doc, before))
}

type Asked = { path: string; bytes: number }
/** A device whose questions about documents are noted, and whose answers may be changed on the way. */
async function start(
  asked: Asked[] = [],
  alter: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer> = bytes => bytes,
  on = browser
) {
  const environment = on.tab(server)
  const fetch: Environment['fetch'] = async (path, init) => {
    const answer = await environment.fetch(path, init)
    if (!path.includes('/documents')) return answer
    const bytes = alter(new Uint8Array(await answer.arrayBuffer()))
    asked.push({ path, bytes: bytes.length })
    return new Response(bytes, { status: answer.status, headers: answer.headers })
  }
  const device = await openDevice({ workspace, person: awa, environment: { ...environment, fetch } })
  devices.push(device)
  return device
}
async function whatIsStored() {
  const { indexedDB, IDBKeyRange } = browser.outside()
  const database = openDatabase(databaseName(workspace.id, awa.id), { indexedDB, IDBKeyRange })
  const stored = { damaged: await database.damaged.count(), rows: await database.rows.count() }
  database.close()
  return stored
}
/** Waits until it is so on the disk. */
async function settled(holds: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 20_000; !(await holds());) {
    if (Date.now() > end) throw new Error('the disk never had it')
    await new Promise(next => setTimeout(next, 100))
  }
}
const here = (device: Device) => until(() => device.row('task', task(many - 1)), 'the plan')
/** The device goes, a week passes, and it is back. */
async function away(device: Device, meanwhile: () => void) {
  await server.kill()
  await until(() => !device.online, 'the end of the network')
  meanwhile()
  days += 7
  await server.open()
}

it('PLT-20 after a week a device is sent what it lacks, not what it has, whether the plan is open or not', async () => {
  const asked: Asked[] = []
  const device = await start(asked)
  await here(device)
  const whole = Math.max(...asked.map(({ bytes }) => bytes))
  for (const open of [false, true]) {
    const screen = open ? device.open(space) : null
    await screen?.ready
    asked.length = 0
    await away(device, () => rename(7, `Relu, ${open}`))
    await until(() => device.row('task', task(7))?.title === `Relu, ${open}`, 'the edit')
    await until(() => device.online && device.mayWrite(space), 'the line')
    expect(asked.length).toBeGreaterThan(0)
    expect(asked.every(({ path }) => path === '/api/v1/documents')).toBe(true)
    expect(asked.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(whole / 10)
    screen?.close()
  }
  await device.close()
  devices = []
  const again = await start()
  expect([again.row('task', task(7))?.title, again.rows('task', space).length]).toEqual(['Relu, true', many])
})

it('PLT-20 what was written here during the week leaves, and nothing of it is lost to what came', async () => {
  const device = await start()
  await here(device)
  await until(() => device.mayWrite(space), 'the right to write')
  const screen = device.open(space)
  await screen.ready
  await server.kill()
  await until(() => !device.online, 'the end of the network')
  await device.change('task', task(1), { title: 'D’ici' })
  rename(2, 'D’ailleurs')
  days += 7
  await server.open()
  await until(() => device.state.is === 'saved' && device.row('task', task(2))?.title === 'D’ailleurs', 'both')
  expect(device.row('task', task(1))?.title).toBe('D’ici')
  expect((server.state(plan).getMap('task').get(task(1)) as Y.Map<unknown>).get('title')).toBe('D’ici')
  screen.close()
})

it('F25 an answer that comes damaged is not stored: it is asked for again', async () => {
  const device = await start()
  await here(device)
  await device.close()
  devices = []
  rename(3, 'Relu')
  let damaged = 0
  const again = await start([], bytes => {
    if (readDifferences(bytes) && damaged++ < 2) bytes[bytes.length >> 1]! ^= 4
    return bytes
  })
  await until(() => again.row('task', task(3))?.title === 'Relu', 'the edit', 15_000)
  expect([damaged, (await whatIsStored()).damaged]).toEqual([3, 0])
}, 20_000)

it('PLT-20 a difference that does not join on to what is here is left, and the whole is asked for', async () => {
  const device = await start()
  await here(device)
  await device.close()
  devices = []
  rename(3, 'Relu')
  const asked: Asked[] = []
  const environment = browser.tab(server)
  const fetch: Environment['fetch'] = (path, init) => {
    const body = JSON.parse(String(init?.body ?? '{}')) as { documents?: { name: string; vector?: string }[] }
    const [first] = body.documents ?? []
    asked.push({ path, bytes: first?.vector?.length ?? 0 })
    if (!path.endsWith('/documents') || !first?.vector || asked.filter(({ bytes }) => bytes).length > 1)
      return environment.fetch(path, init)
    // As if it had held what it does not.
    const doc = server.state(plan)
    const vector = Buffer.from(Y.encodeStateVector(doc)).toString('base64')
    rename(3, 'Relu deux fois')
    return environment.fetch(path, { ...init, body: JSON.stringify({ documents: [{ name: first.name, vector }] }) })
  }
  const again = await openDevice({ workspace, person: awa, environment: { ...environment, fetch } })
  devices.push(again)
  await until(() => again.row('task', task(3))?.title === 'Relu deux fois', 'the last of both edits', 15_000)
  expect(asked.some(({ path, bytes }) => path.endsWith('/documents') && !bytes)).toBe(true)
  expect(again.rows('task', space).length).toBe(many)
}, 20_000)

it('P3 what a comparison repeats of thousands of deletions comes packed over the wire', async () => {
  const fields = [...'abcdefgh']
  elsewhere(doc => {
    for (let n = 0; n < 900; n++) record(doc, 'task', derivedId('other', String(n)), Object.fromEntries(fields.map(field => [field, n])))
  })
  for (const again of [1, 2])
    elsewhere(doc => {
      // Not each key: deletions that follow one another are said as one.
      for (const map of doc.getMap('task').values()) for (const field of 'bdf') (map as Y.Map<unknown>).set(field, again)
    })
  const said = Y.encodeStateAsUpdate(server.state(plan), Y.encodeStateVector(server.state(plan))).length
  let heard = 0
  class Counting extends WebSocket {
    override addEventListener(name: string, listener: unknown): void {
      const hear = listener as (event: Event) => void
      super.addEventListener(name, event => {
        if (event instanceof MessageEvent) heard += (event.data as ArrayBuffer).byteLength
        hear(event)
      })
    }
  }
  const device = await openDevice({ workspace, person: awa, environment: { ...browser.tab(server), WebSocket: Counting } })
  devices.push(device)
  await here(device)
  const screen = device.open(space)
  await until(() => device.mayWrite(space), 'the right to write')
  await device.change('task', task(0), { title: 'Vu' })
  await until(() => device.state.is === 'saved', 'the edit to leave')
  expect(said).toBeGreaterThan(8_000)
  expect(heard).toBeGreaterThan(0)
  expect(heard).toBeLessThan(said / 4)
  screen.close()
})

it('P4 a director’s two hundred projects come in a few questions, and are written in as many transactions', async () => {
  const projects = Array.from({ length: 200 }, (_, n) => derivedId('project', String(n)))
  for (const id of projects) {
    server.say({ id: derivedId('s', id), kind: 'space', body: { of: id, kind: 'project', name: 'Projet', by: awa.id }, spaces: [id] })
    server.say({ id: derivedId('m', id), kind: 'membership', body: { of: id, person: awa.id, role: 'manager' }, spaces: [id] })
    elsewhere(
      doc => {
        record(doc, 'project', id, { title: `Projet ${id}` })
        for (let n = 0; n < 5; n++) record(doc, 'task', derivedId(id, String(n)), { title: `Tâche ${n}`, phase })
      },
      planName(workspace.id, id)
    )
  }
  const asked: Asked[] = []
  const begun = vi.spyOn(IDBDatabase.prototype, 'transaction')
  const device = await start(asked)
  await until(() => projects.every(id => device.row('project', id)), 'every project', 20_000)
  await settled(async () => (await whatIsStored()).rows >= projects.length)
  const writes = begun.mock.calls.filter(([, mode]) => mode === 'readwrite').length
  begun.mockRestore()
  expect(asked.length).toBeLessThan(20)
  expect(writes).toBeLessThan(60)
}, 30_000)
