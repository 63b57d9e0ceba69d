import { IDBDatabase as FDBDatabase } from 'fake-indexeddb'
import * as Y from 'yjs'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { derivedId } from '#kernel/base/id.ts'
import { planName, textName } from '#kernel/space/name.ts'
import { awa, Browser, Rehearsal, shared, slowDigest, space, until, workspace } from '../../../tests/device-world.ts'
import { openDatabase, type Database } from './database.ts'
import { openDevice, type Device } from './device.ts'
import { databaseName } from './stores.ts'

const plan = planName(workspace.id, space)
const phase = derivedId('phase')
const task = derivedId('task')
let server: Rehearsal
let browser: Browser
let devices: Device[] = []

async function start(on = browser): Promise<Device> {
  const device = await openDevice({ workspace, person: awa, environment: on.tab(server) })
  devices.push(device)
  return device
}
async function stop(device: Device): Promise<void> {
  devices = devices.filter(other => other !== device)
  await device.close()
}
/** Somebody writes in the plan of the space, elsewhere. */
function elsewhere(change: (doc: Y.Doc) => void, name = plan): void {
  const doc = server.state(name)
  const before = Y.encodeStateVector(doc)
  change(doc)
  server.write(name, Y.encodeStateAsUpdate(doc, before))
}
const record = (doc: Y.Doc, entity: string, id: string, values: Record<string, unknown>) =>
  doc.getMap(entity).set(id, new Y.Map(Object.entries(values)))
function project(doc: Y.Doc): void {
  record(doc, 'project', space, { title: 'Lancement' })
  record(doc, 'phase', phase, { title: 'Conception', project: space })
  record(doc, 'task', task, { title: 'Brief', phase })
}
async function disk(on = browser): Promise<Database> {
  const { indexedDB, IDBKeyRange } = on.outside()
  const database = openDatabase(databaseName(workspace.id, awa.id), { indexedDB, IDBKeyRange })
  await database.open()
  return database
}

beforeEach(async () => {
  devices = []
  server = await new Rehearsal().open()
  browser = new Browser()
  shared(server)
  elsewhere(project)
})
afterEach(async () => {
  await Promise.all(devices.map(device => device.close()))
  await server.kill()
})

describe('the copy on this device', () => {
  it('PLT-20 holds plans and texts nobody opened here, so that they open without a network', async () => {
    const text = textName(workspace.id, 'document', derivedId('document'), 'body')
    elsewhere(doc => record(doc, 'document', derivedId('document'), { title: 'Note de cadrage' }))
    elsewhere(doc => doc.getXmlFragment('default').insert(0, [paragraph('Bonjour Dakar')]), text)
    let device = await start()
    await until(() => device.row('document', derivedId('document'))?.body === 'Bonjour Dakar', 'the words of the text')
    await stop(device)
    await server.kill()

    device = await start()
    expect(device.row('task', task)?.title).toBe('Brief')
    const open = device.text('document', derivedId('document'), 'body')
    await until(() => open.ready, 'the text')
    expect(open.editable).toBe(true)
    expect(open.doc.getXmlFragment('default').toString()).toBe('<paragraph>Bonjour Dakar</paragraph>')
    open.close()
  })

  it('PLT-21 follows documents that are not on screen', async () => {
    const device = await start()
    await until(() => device.row('task', task), 'the task')
    elsewhere(doc => (doc.getMap('task').get(task) as Y.Map<unknown>).set('title', 'Brief, v2'))
    device.reconnect()
    await device.act('anything', {})
    await until(() => device.row('task', task)?.title === 'Brief, v2', 'the change')
  })

  it('PLT-21 shows nothing of what went to another space and left its address, even brought back from the bin there', async () => {
    const device = await start()
    await until(() => device.mayWrite(space) && device.row('task', task), 'the task')
    elsewhere(doc => {
      const record = doc.getMap('task').get(task) as Y.Map<unknown>
      record.set('moved', derivedId('elsewhere'))
      for (const key of ['title', 'phase', 'deleted']) record.set(key, null)
    })
    await device.act('anything', {})
    await until(() => !device.row('task', task), 'it to be gone')
    expect(device.rows('task', space)).toEqual([])
    expect(device.removed('task', space)).toEqual([])
    expect((await device.change('task', task, { title: 'Trop tard' })).refused?.code).toBe('notHere')
  })

  it('begins again where it stopped when the line breaks', async () => {
    const noise = 'x'.repeat(199)
    elsewhere(doc => {
      for (let n = 0; n < 2_000; n++) record(doc, 'task', derivedId('t', String(n)), { title: noise + n, phase })
    })
    const environment = browser.tab(server)
    const asked: (string | null)[] = []
    let breaks = true
    const fetch: typeof environment.fetch = async (path, init) => {
      const answer = await environment.fetch(path, init)
      if (!path.includes('/documents/')) return answer
      const bytes = new Uint8Array(await answer.arrayBuffer())
      asked.push(new Headers(init?.headers).get('range'))
      const from = Number(/bytes=(\d+)-/.exec(asked.at(-1) ?? '')?.[1] ?? 0)
      if (!breaks) return new Response(bytes.slice(from), { status: from ? 206 : 200, headers: answer.headers })
      breaks = false
      const broken = new ReadableStream({
        start: controller => {
          controller.enqueue(bytes.slice(0, 100_000))
          setTimeout(() => controller.error(new TypeError('cut')), 20)
        },
      })
      return new Response(broken, { headers: answer.headers })
    }
    const device = await openDevice({ workspace, person: awa, environment: { ...environment, fetch } })
    devices.push(device)
    await until(() => device.rows('task', space).length === 2_001, 'every task', 15_000)
    expect(asked).toEqual([null, 'bytes=100000-'])
  })

  it('PLT-20 damaged, is fetched again', async () => {
    let device = await start()
    await until(() => device.row('task', task), 'the task')
    await stop(device)
    const database = await disk()
    await database.snapshots.toCollection().modify(snapshot => void (snapshot.bytes[12] = (snapshot.bytes[12] ?? 0) ^ 8))
    await database.rows.clear()
    database.close()
    device = await start()
    await until(() => device.row('task', task)?.title === 'Brief', 'the task again')
    expect((await (await disk()).damaged.toArray()).map(({ document }) => document)).toEqual([plan])
  })

  it('PLT-20 rows damaged on disk are made again', async () => {
    let device = await start()
    await until(() => device.row('task', task), 'the task')
    await stop(device)
    const database = await disk()
    await database.rows.toCollection().modify(blob => {
      const words = new TextDecoder().decode(blob.bytes)
      blob.bytes = new TextEncoder().encode(words.replaceAll('Brief', 'Brieg'))
    })
    database.close()
    browser.speed = 50
    device = await start()
    expect(device.row('task', task)?.title).toBe('Brief')
  })

  it('rows saved before the last edit are brought up to it', async () => {
    let device = await start()
    await until(() => device.mayWrite(space) && device.row('task', task), 'the task')
    await stop(device)
    const database = await disk()
    const before = await database.rows.get(space)
    device = await start()
    await device.change('task', task, { title: 'Écrit juste avant la panne' })
    await until(() => device.state.is === 'saved', 'all to be saved')
    await stop(device)
    if (before) await database.rows.put(before)
    database.close()
    await server.kill()
    device = await start()
    expect(device.row('task', task)?.title).toBe('Écrit juste avant la panne')
  })

  it('PLT-20 is shown by a tab that opens while another fetches it', { timeout: 60_000 }, async () => {
    const one = await start()
    await until(() => one.mayWrite(space) && one.row('task', task), 'the task')
    // What the second reads first was saved before the rest came, and takes it a while.
    for (const leave of browser.leave) leave()
    const database = await disk()
    await vi.waitUntil(() => database.rows.get(space), { timeout: 30_000 })
    const slow = slowDigest(60)
    for (let round = 0; round < 6; round++) {
      const opening = new Promise(next => setTimeout(next, round * 15)).then(() => start())
      elsewhere(doc => record(doc, 'task', derivedId('moved', String(round)), { title: 'D’ailleurs', phase }))
      void one.act('invite', { space })
      const two = await opening
      const rows = () => [one, two].map(device => device.rows('task', space).length)
      await until(() => rows().every(count => count === round + 2), 'what was written elsewhere')
      await stop(two)
    }
    slow.mockRestore()
  })

  it('PLT-22 of a space that is lost goes, and what had not left is kept aside', async () => {
    const device = await start()
    await until(() => device.mayWrite(space) && device.row('task', task), 'the task')
    await server.kill()
    await until(() => !device.online, 'the end of the network')
    await device.change('task', task, { title: 'Jamais parti' })
    server.rights = name => (name === plan ? null : 'write')
    server.lost = [space]
    await server.open()
    await until(() => device.attention.length > 0 && !device.row('task', task), 'the space to go')
    expect(device.attention).toMatchObject([{ kind: 'aside', space, lines: [{ after: 'Jamais parti' }] }])
    expect(device.rows('task', space)).toEqual([])
    expect(await (await disk()).snapshots.get(plan)).toBeUndefined()
  })

  it('PLT-07 of a space that is lost goes, although the page was closed in the very moment of hearing it', async () => {
    let [closing, heard] = [false, false]
    const { transaction } = FDBDatabase.prototype
    const disks = vi.spyOn(FDBDatabase.prototype, 'transaction').mockImplementation(function (this: IDBDatabase, stores, mode) {
      if (closing && mode === 'readwrite' && [stores].flat().includes('snapshots')) {
        heard = true
        throw new DOMException('The page is gone.', 'AbortError')
      }
      return transaction.call(this, stores, mode)
    })
    const device = await start()
    await until(() => device.mayWrite(space) && device.row('task', task), 'the task')
    await server.kill()
    await until(() => !device.online, 'the end of the network')
    closing = true
    server.lost = [space]
    await server.open()
    await until(() => heard, 'the loss to be heard')
    await server.kill()
    await stop(device)
    disks.mockRestore()
    const again = await start()
    expect(again.rows('task', space)).toEqual([])
    const { snapshots, rows, updates } = await disk()
    const left = [await snapshots.get(plan), await rows.get(space), await updates.where('document').equals(plan).count()]
    expect(left).toEqual([undefined, undefined, 0])
  })
})

describe('a text', () => {
  it('that has not arrived is not taken for an empty one', async () => {
    const id = derivedId('document')
    elsewhere(doc => record(doc, 'document', id, { title: 'Note' }))
    elsewhere(doc => doc.getXmlFragment('default').insert(0, [paragraph('Bonjour')]), textName(workspace.id, 'document', id, 'body'))
    const environment = browser.tab(server)
    let release = () => {}
    const held = new Promise<void>(done => (release = done))
    const fetch: typeof environment.fetch = async (path, init) => {
      if (path.includes('%2Ftext%2F')) await held
      return environment.fetch(path, init)
    }
    const device = await openDevice({ workspace, person: awa, environment: { ...environment, fetch, socket: 'ws://127.0.0.1:9/sync' } })
    devices.push(device)
    const text = device.text('document', id, 'body')
    await new Promise(next => setTimeout(next, 100))
    expect(text.ready).toBe(false)
    release()
    text.close()
  })

  it('PLT-21 written by two at once keeps what both wrote', async () => {
    const id = derivedId('document')
    elsewhere(doc => record(doc, 'document', id, { title: 'Note' }))
    const [one, two] = [await start(), await start(new Browser())]
    for (const device of [one, two]) await until(() => device.row('document', id) && device.mayWrite(space), 'the document')
    const [here, there] = [one.text('document', id, 'body'), two.text('document', id, 'body')]
    await until(() => here.editable && there.editable, 'both editors')
    here.doc.getXmlFragment('default').insert(0, [paragraph('D’Awa')])
    there.doc.getXmlFragment('default').insert(0, [paragraph('De Fatou')])
    const words = (device: Device) => device.row('document', id)?.body.split('\n').sort().join('|')
    for (const device of [one, two]) await until(() => words(device) === 'De Fatou|D’Awa', 'both paragraphs')
    expect(one.state.is === 'saved' && two.state.is === 'saved').toBe(true)
    here.close()
    there.close()
  })
})

function paragraph(words: string): Y.XmlElement {
  const element = new Y.XmlElement('paragraph')
  element.insert(0, [new Y.XmlText(words)])
  return element
}
