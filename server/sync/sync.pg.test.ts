import { HocuspocusProvider, HocuspocusProviderWebsocket, MessageType } from '@hocuspocus/provider'
import { createDecoder, readVarString, readVarUint, readVarUint8Array } from 'lib0/decoding'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { messageYjsUpdate } from 'y-protocols/sync'
import * as Y from 'yjs'
import { randomId } from '#kernel/base/id.ts'
import { feedName, planName, presenceName, textName } from '#kernel/space/name.ts'
import { createRecord } from '#kernel/space/record.ts'
import { commands } from '#domain/commands.ts'
import { business } from '#domain/model.ts'
import { foundCompany } from '../../tests/kill/company.ts'
import { freshDatabase } from '../../tests/postgres.ts'
import { until } from '../../tests/kill/writer.ts'
import { connect, type Connection } from '../postgres/connection.ts'
import { startRelais, type Relais } from '../relais.ts'
import type { Who } from './who.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let connection: Connection
let relais: Relais
let server: Server
let dataDir: string
let company: Awaited<ReturnType<typeof foundCompany>>
const ends: (() => void)[] = []

beforeEach(async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  database = await freshDatabase()
  dataDir = mkdtempSync(join(tmpdir(), 'relais-sync-'))
  connection = connect(database.url)
  relais = await startRelais({ connection, dataDir, clock: { now: () => Date.now() }, model: business, commands, version: '0' })
  company = await foundCompany(relais)
  server = createServer()
    .on('upgrade', (request, socket, head) => void relais.sync.upgrade(request, socket, head))
    .listen(0, '127.0.0.1')
  await new Promise(done => server.once('listening', done))
})
afterEach(async () => {
  for (const end of ends.splice(0)) end()
  server.close()
  await relais.stop()
  await database.drop()
  rmSync(dataDir, { recursive: true })
  vi.restoreAllMocks()
})

const url = () => `ws://127.0.0.1:${(server.address() as AddressInfo).port}/sync`
function wire(cookie: string, headers: Record<string, string> = {}) {
  const Socket = class extends WebSocket {
    constructor(address: string) {
      super(address, { headers: { cookie, ...headers } })
    }
  }
  const socket = new HocuspocusProviderWebsocket({ url: url(), WebSocketPolyfill: Socket, delay: 20, minDelay: 10, maxDelay: 50 })
  ends.push(() => socket.destroy())
  return socket
}
function open(socket: HocuspocusProviderWebsocket, name: string, token = '') {
  const state = { denied: '', closed: '' }
  const provider = new HocuspocusProvider({ websocketProvider: socket, name, token, document: new Y.Doc() })
  provider.on('authenticationFailed', ({ reason }: { reason: string }) => (state.denied = reason))
  provider.on('close', ({ event }: { event: { reason: string } }) => (state.closed = event.reason))
  provider.attach()
  ends.push(() => provider.destroy())
  return Object.assign(provider, { state })
}
const status = (headers: Record<string, string>) =>
  new Promise<number>(resolve => {
    const socket = new WebSocket(url(), { headers })
    socket.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0))
    socket.on('open', () => (socket.close(), resolve(101)))
    socket.on('error', () => {})
  })
const logged = async () => (await connection.pool.query('select count(*)::int as n from update_log')).rows[0].n as number
const post = (body: unknown) => new Request('http://localhost/', { method: 'POST', body: JSON.stringify(body) })
const whoOf = async (cookie: string) => (await relais.who({ cookie })) as Who
const share = async (person: string, role: string) => {
  const awa = await whoOf(company.cookies[0] as string)
  return relais.command(post({ id: randomId(), input: { space: company.space, person, role } }), awa, 'share')
}

test('the socket opens to whoever is signed in, from this host only', async () => {
  const [cookie = ''] = company.cookies
  expect(await status({ cookie })).toBe(101)
  expect(await status({ cookie, origin: url().replace(/^ws(.*)\/sync$/, 'http$1') })).toBe(101)
  expect(await status({ cookie, origin: 'https://ailleurs.example' })).toBe(403)
  expect(await status({ cookie, origin: 'null' })).toBe(403)
  expect(await status({})).toBe(401)
  expect(await status({ cookie: `${cookie.slice(0, -3)}abc` })).toBe(401)
})

test('two people see each other’s edits, and 300 documents open at once', async () => {
  const [awa, moussa] = company.cookies.map(cookie => open(wire(cookie), planName(company.workspace, company.space)))
  await until('both to be in step', () => awa!.isSynced && moussa!.isSynced)
  createRecord(awa!.document, business.task, randomId(), { title: 'Repérage', phase: company.phase })
  await until('the edit to cross', () => moussa!.document.getMap('task').size === 1)
  const many = wire(company.cookies[0] as string)
  const texts = Array.from({ length: 300 }, () =>
    open(many, textName(company.workspace, 'document', randomId(), 'body'), JSON.stringify({ space: company.space }))
  )
  await until('300 documents', () => texts.every(text => text.isSynced))
})

test('what a document holds is sent once to the first who opens it', async () => {
  const name = planName(company.workspace, company.space)
  const awa = open(wire(company.cookies[0] as string), name)
  await until('Awa to be in step', () => awa.isSynced)
  for (let n = 0; n < 20; n++) createRecord(awa.document, business.task, randomId(), { title: `Tâche ${n}`, phase: company.phase })
  await until('the acknowledgements', () => awa.unsyncedChanges === 0)
  awa.destroy()
  await until('the server to let go of it', () => !relais.sync.hocuspocus.documents.has(name))
  const moussa = open(wire(company.cookies[1] as string), name)
  const told = new Set<number>()
  moussa.on('message', ({ event }: { event: { data: ArrayBuffer } }) => {
    const decoder = createDecoder(new Uint8Array(event.data))
    readVarString(decoder)
    if (readVarUint(decoder) !== MessageType.Sync || readVarUint(decoder) !== messageYjsUpdate) return
    for (const client of Y.parseUpdateMeta(readVarUint8Array(decoder)).to.keys()) told.add(client)
  })
  await until('Moussa to have it', () => moussa.document.getMap('task').size === 20)
  // Whatever else was under way comes before the answer to this.
  createRecord(moussa.document, business.task, randomId(), { title: 'Repérage', phase: company.phase })
  await until('the answer', () => moussa.isSynced && moussa.unsyncedChanges === 0)
  expect([...told]).toEqual([moussa.document.clientID])
})

test('a reader’s edit is neither logged, nor applied, nor acknowledged', async () => {
  const moussa = await whoOf(company.cookies[1] as string)
  await share(moussa.person, 'viewer')
  const before = await logged()
  const reader = open(wire(company.cookies[1] as string), planName(company.workspace, company.space))
  await until('a copy', () => reader.isSynced)
  expect(reader.authorizedScope).toBe('readonly')
  await until('rest', () => reader.unsyncedChanges === 0)
  createRecord(reader.document, business.task, randomId(), { title: 'Interdit', phase: company.phase })
  await new Promise(next => setTimeout(next, 200))
  expect(reader.unsyncedChanges).toBe(1)
  expect(await logged()).toBe(before)
})

test('a space that is not shared, another workspace, a name that is none: each document is refused, the socket stays', async () => {
  const socket = wire(company.cookies[1] as string)
  const refused = [
    planName(company.workspace, randomId()),
    planName(randomId(), company.space),
    `${company.workspace}/plan/../x`,
    textName(company.workspace, 'document', randomId(), 'body'),
    textName(company.workspace, 'task', randomId(), 'title'),
  ]
  const tokens = ['', '', '', '{"space":"nowhere"}', JSON.stringify({ space: company.space })]
  const opened = refused.map((name, i) => open(socket, name, tokens[i]))
  await until('refusals', () => opened.every(({ state }) => state.denied))
  expect(opened.map(({ state }) => state.denied)).toEqual(['forbidden', 'forbidden', 'forbidden', 'forbidden', 'unknown'])
  const plan = open(socket, planName(company.workspace, company.space))
  await until('the plan', () => plan.isSynced)
})

test('an access that changes is felt at once', async () => {
  const moussa = await whoOf(company.cookies[1] as string)
  const plan = open(wire(company.cookies[1] as string), planName(company.workspace, company.space))
  await until('the plan', () => plan.isSynced)
  await share(moussa.person, 'none')
  await until('the refusal', () => plan.state.denied === 'forbidden')
})

test('the text of another space’s record cannot be made', async () => {
  const doc = open(wire(company.cookies[0] as string), planName(company.workspace, company.space))
  await until('the plan', () => doc.isSynced)
  const record = randomId()
  createRecord(doc.document, business.document, record, { title: 'Note', project: company.space })
  await until('the row', async () => (await connection.pool.query('select from claim where key = $1', [record])).rowCount === 1)
  const other = randomId()
  const moussa = await whoOf(company.cookies[1] as string)
  await relais.command(post({ id: randomId(), input: { id: other, kind: 'project', name: 'À moi' } }), moussa, 'createSpace')
  const thief = open(
    wire(company.cookies[1] as string),
    textName(company.workspace, 'document', record, 'body'),
    JSON.stringify({ space: other })
  )
  await until('the refusal', () => thief.state.denied === 'forbidden')
})

test('what cannot be read is refused before it is logged, and the document lives on for others', async () => {
  const name = planName(company.workspace, company.space)
  const [bad, good] = company.cookies.map(cookie => open(wire(cookie), name))
  await until('both', () => bad!.isSynced && good!.isSynced)
  const before = await logged()
  bad!.documentUpdateHandler(new Uint8Array([1, 1, 9, 0, 255, 255, 255]), null)
  await until('the refusal', () => bad!.state.closed === 'malformed')
  expect(await logged()).toBe(before)
  createRecord(good!.document, business.task, randomId(), { title: 'Sain', phase: company.phase })
  await until('the next edit', () => good!.unsyncedChanges === 0)
  expect(await logged()).toBe(before + 1)
})

test('F13 the same update ten times is acknowledged ten times and logged once', async () => {
  const plan = open(wire(company.cookies[0] as string), planName(company.workspace, company.space))
  await until('the plan', () => plan.isSynced && plan.unsyncedChanges === 0)
  const before = await logged()
  const updates: Uint8Array[] = []
  plan.document.on('update', update => updates.push(update))
  createRecord(plan.document, business.task, randomId(), { title: 'Dix fois', phase: company.phase })
  await until('the first', () => plan.unsyncedChanges === 0)
  for (let i = 0; i < 10; i++) plan.documentUpdateHandler(updates[0] as Uint8Array, null)
  await until('the others', () => plan.unsyncedChanges === 0)
  expect(await logged()).toBe(before + 1)
})

test('nobody speaks for another: presence is stamped, and stays where it belongs', async () => {
  const name = presenceName(company.workspace, company.space)
  const [awa, moussa] = company.cookies.map(cookie => open(wire(cookie), name))
  await until('both', () => awa!.isSynced && moussa!.isSynced)
  awa!.setAwarenessField('person', 'someone else')
  awa!.setAwarenessField('record', 'r1')
  const me = (await whoOf(company.cookies[0] as string)).person
  await until('presence', () =>
    [...(moussa!.awareness?.getStates().values() ?? [])].some(state => state['record'] === 'r1' && state['person'] === me)
  )
  awa!.document.getMap('task').set('a', 1)
  await new Promise(next => setTimeout(next, 150))
  expect(moussa!.document.getMap('task').size).toBe(0)
})

test('the feed’s hint says that something moved, and a client cannot say it', async () => {
  const hints: number[] = []
  const feed = open(wire(company.cookies[1] as string), feedName(company.workspace))
  feed.on('stateless', ({ payload }: { payload: string }) => hints.push(JSON.parse(payload).position))
  const plan = open(wire(company.cookies[0] as string), planName(company.workspace, company.space))
  await until('both', () => feed.isSynced && plan.isSynced)
  createRecord(plan.document, business.task, randomId(), { title: 'Signe', phase: company.phase })
  await until('a hint', () => hints.length > 0)
  const { position } = JSON.parse(
    await (await relais.feed(new Request('http://localhost/?after=0'), await whoOf(company.cookies[1] as string))).text()
  )
  await until('the position', () => hints.at(-1) === position)
  const heard = hints.length
  feed.sendStateless(JSON.stringify({ position: 10 ** 9 }))
  await new Promise(next => setTimeout(next, 100))
  expect(hints).toHaveLength(heard)
})

test('F15 a device that vanishes mid-sentence leaves nothing in the way of others', async () => {
  const name = planName(company.workspace, company.space)
  const half = wire(company.cookies[0] as string)
  const gone = open(half, name)
  await until('the plan', () => gone.isSynced)
  createRecord(gone.document, business.task, randomId(), { title: 'À moitié', phase: company.phase })
  ;(half.webSocket as unknown as WebSocket).terminate()
  half.disconnect()
  const other = open(wire(company.cookies[1] as string), name)
  await until('another device', () => other.isSynced)
  createRecord(other.document, business.task, randomId(), { title: 'Entier', phase: company.phase })
  await until('its edit', () => other.unsyncedChanges === 0)
})
