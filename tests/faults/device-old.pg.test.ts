// A device of the first release, with edits made offline, meets a server that has moved on.
import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider'
import { createHash } from 'node:crypto'
import { beforeEach, expect, it } from 'vitest'
import * as Y from 'yjs'
import { planName, textName } from '#kernel/space/name.ts'
import { Browser, until } from '../device-world.ts'
import { Devices, type Session } from '../devices.ts'
import { Exchange, first, restore } from './device-release-1.ts'

const devices = new Devices()
let awa: Session
beforeEach(async () => {
  awa = await devices.server.begin()
})

/** The wire of the first release: no person and no sums in its address. Resolves once the server holds the update. */
async function sendAsThen(name: string, space: string, update: Uint8Array): Promise<void> {
  const { WebSocket, socket } = devices.server.environment(new Browser(), awa)
  const line = new HocuspocusProviderWebsocket({ url: socket, WebSocketPolyfill: WebSocket })
  const doc = new Y.Doc()
  const provider = new HocuspocusProvider({ websocketProvider: line, name, document: doc, token: JSON.stringify({ space }) })
  provider.attach()
  await until(() => provider.isSynced, 'the document')
  Y.applyUpdate(doc, update)
  await until(() => provider.unsyncedChanges === 0, 'the acknowledgement')
  provider.destroy()
  line.destroy()
}
/** What the server held when that device was last in touch with it. */
async function asThen(exchange: Exchange): Promise<void> {
  const device = await devices.start(awa)
  await until(() => device.online, 'the network')
  const asked = await (await device.act('createSpace', { id: first.space, kind: 'project', name: 'Lancement' })).settled
  expect(asked.refused).toBeUndefined()
  const plan = exchange.words(planName(first.workspace, first.space))
  await sendAsThen(plan, first.space, exchange.bytes(first.states[planName(first.workspace, first.space)] as string))
  await until(() => device.row('document', first.document), 'the plan, through the wire of then')
  const text = textName(first.workspace, 'document', first.document, 'body')
  await sendAsThen(exchange.words(text), first.space, exchange.bytes(first.states[text] as string))
}
/** Rows are vouched for by their sum, which the exchange of ids has changed. */
async function vouch(indexedDB: IDBFactory, name: string): Promise<void> {
  const database = await new Promise<IDBDatabase>(done => {
    const request = indexedDB.open(name)
    request.onsuccess = () => done(request.result)
  })
  const rows = database.transaction('rows', 'readwrite').objectStore('rows')
  const blobs = await new Promise<{ bytes: Uint8Array; digest: string }[]>(done => {
    const request = rows.getAll()
    request.onsuccess = () => done(request.result)
  })
  for (const blob of blobs) rows.put({ ...blob, digest: String.fromCharCode(...createHash('sha256').update(blob.bytes).digest()) })
  await new Promise(done => (rows.transaction.oncomplete = done))
  database.close()
}

it('F24 PLT-26 the edits of a device two releases old survive the upgrade, leave, or are set aside with words', async () => {
  const exchange = new Exchange({ [first.workspace]: awa.workspace.id, [first.person]: awa.person.id })
  await asThen(exchange)
  const browser = new Browser()
  await restore(browser.indexedDB, exchange)
  await vouch(browser.indexedDB, `relais:${awa.workspace.id}:${awa.person.id}`)
  await devices.server.stop()

  const device = await devices.start(awa, browser)
  expect(device.state).toEqual({ is: 'offline', count: 7 })
  const [brief, , removed] = first.tasks
  expect(device.row('task', brief)).toMatchObject({ title: 'Brief relu hors ligne', due: '2025-12-01' })
  expect(device.row('task', removed)?.deleted).not.toBeNull()
  expect(device.rows('task', first.space).map(({ title }) => title)).toContain('Née hors ligne')
  expect(device.row('document', first.document)?.body).toBe('Bonjour Dakar\nÉcrit hors ligne')
  expect(device.undoable).not.toBeNull()

  await devices.server.start()
  await until(() => device.online && device.waiting.length === 0, 'the decisions to be answered', 20_000)
  await until(() => device.attention.length === 2, 'what the server would not take', 20_000)
  // A decision that no longer exists, and a project whose members it no longer is one of: with their content, and why.
  expect(device.attention).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ kind: 'refused', command: 'renameSpace', input: { id: first.space, name: 'Lancement, v2' } }),
      expect.objectContaining({
        kind: 'aside',
        space: first.gone,
        lines: [expect.objectContaining({ after: 'Ancien, écrit hors ligne' })],
      }),
    ])
  )
  for (const item of device.attention) if (item.kind === 'refused') expect(item.refusal.label.fr.length).toBeGreaterThan(10)
  await until(() => !device.pending('task', brief) && device.state.is === 'attention', 'the edits to leave')

  const other = await devices.start(awa)
  await until(() => other.row('document', first.document)?.body === 'Bonjour Dakar\nÉcrit hors ligne', 'the text on another device', 20_000)
  expect(other.row('task', brief)).toMatchObject({ title: 'Brief relu hors ligne', due: '2025-12-01' })
  expect(other.rows('task', first.space).map(({ title }) => title)).toEqual(expect.arrayContaining(['Née hors ligne', 'Tournage']))
  expect(other.rows('invitation', first.space)).toHaveLength(1)
}, 60_000)
