// What comes over the websocket from somebody who keeps to nothing: over real sockets, on a real server.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { randomId } from '#kernel/base/id.ts'
import { feedName, planName, presenceName } from '#kernel/space/name.ts'
import { changeRecord, createRecord } from '#kernel/space/record.ts'
import { business } from '#domain/model.ts'
import { House } from '../faults/house.ts'
import { Raw, updateMessage } from '../faults/raw.ts'
import { until } from '../kill/writer.ts'

let house: House
beforeEach(async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  house = await House.shared()
})
afterEach(async () => {
  await house.close()
  vi.restoreAllMocks()
})

const [sync, awareness, broadcast] = [0, 1, 6]
const [second, update] = [1, 2]
const status = (headers: Record<string, string>) =>
  new Promise<number>(resolve => {
    const socket = new WebSocket(`ws://127.0.0.1:${house.port}/sync`, { headers })
    socket.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0))
    socket.on('open', () => (socket.close(), resolve(101)))
    socket.on('error', () => {})
  })
const raw = async (person: number, name = house.plan, word = /read/) => {
  const line = new Raw(house.port, house.company.cookies[person] as string)
  await line.ready()
  line.enter(name)
  await until('the document', () => line.entered(word) === 1)
  return line
}
const task = (title: string, phase = house.company.phase, id = randomId()) => {
  const doc = new Y.Doc()
  createRecord(doc, business.task, id, { title, phase })
  return { doc, id, bytes: Y.encodeStateAsUpdate(doc) }
}
const demote = async (role: string) => {
  const { person } = await house.who(1)
  expect((await house.act('share', { space: house.company.space, person, role })).status).toBe(200)
}
/** What the log of the company says of it, once it is written. */
const told = (kind: string, ...expected: object[]) =>
  vi.waitFor(
    async () => {
      const { lines } = JSON.parse(
        await (await house.relais.audit(new Request(`http://localhost/?kind=${kind}`), await house.who(0))).text()
      )
      expect(lines).toHaveLength(expected.length)
      expect(lines).toEqual(expect.arrayContaining(expected.map(line => expect.objectContaining(line))))
    },
    { timeout: 20_000, interval: 20 }
  )
/** An honest edit goes through: whatever was said before it has been heard. */
async function honestEdit() {
  const awa = house.writer(0)
  await until('the plan', () => awa.settled)
  createRecord(awa.doc, business.task, randomId(), { title: 'Honnête', phase: house.company.phase })
  await until('an honest edit', () => awa.settled)
  await house.projected()
  return awa
}

test('A1 a page of another site opens no socket, whatever cookie comes along', async () => {
  const cookie = house.company.cookies[0] as string
  for (const origin of ['https://ailleurs.example', 'null', `https://127.0.0.1.ailleurs.example:${house.port}`, 'http://127.0.0.1', ' '])
    expect([origin, await status({ cookie, origin })]).toEqual([origin, 403])
  expect(await status({ cookie, origin: `http://127.0.0.1:${house.port}` })).toBe(101)
  await told('refused', { what: 'siteRefused', person: (await house.who(0)).person })
})

test('A2 without a cookie, or with one that has expired or was never ours, no socket opens', async () => {
  const cookie = house.company.cookies[0] as string
  const [name, token = ''] = cookie.split('=')
  for (const said of [
    '',
    `${name}=`,
    `${name}=x`,
    `${name}=${'x'.repeat(9_000)}`,
    `${name}=${token.split('.')[0]}.${'A'.repeat(43)}`,
    `autre=${token}`,
  ])
    expect([said, await status(said ? { cookie: said } : {})]).toEqual([said, 401])
  expect(await status({ cookie })).toBe(101)
  await house.pool.query('update session set seen_at = 0')
  expect(await status({ cookie })).toBe(401)
})

test('A4 on the socket a document of others is refused as one that is not there', async () => {
  const { workspace } = house.company
  const closed = randomId()
  expect((await house.act('createSpace', { id: closed, kind: 'project', name: 'Fermé' })).status).toBe(200)
  const there = house.writer(0, { name: planName(workspace, closed) })
  await until('the closed plan', () => there.settled)
  const line = new Raw(house.port, house.company.cookies[1] as string)
  await line.ready()
  const asked = [
    planName(workspace, closed),
    planName(workspace, randomId()),
    planName(randomId(), closed),
    presenceName(workspace, closed),
  ]
  for (const name of asked) line.enter(name)
  await until('the answers', () => line.heard.length >= asked.length)
  expect(line.heard.map(({ type, word }) => ({ type, word }))).toEqual(
    asked.map(() => line.heard.map(({ type, word }) => ({ type, word }))[0])
  )
  expect(line.heard[0]?.word).toContain('forbidden')
  await told('refused', { what: 'readRefused', person: (await house.who(1)).person, about: closed })
})

test('A5 a name that is none is refused on the socket, and nothing is made of it', async () => {
  const { workspace, space } = house.company
  const before = await house.count('document')
  const names = [
    `${workspace}/plan/\0`,
    `${workspace}/plan/../plan/${space}`,
    `../${workspace}/plan/${space}`,
    `${workspace}/plan/${space}/${'x'.repeat(10_240)}`,
    `${workspace}/text/document.${randomId()}.__proto__`,
    `${workspace}/text/constructor.${randomId()}.name`,
    `${workspace}/Plan/${space}`,
    `${workspace}/plan/${space} `,
    '',
  ]
  const line = new Raw(house.port, house.company.cookies[0] as string)
  await line.ready()
  for (const name of names) line.enter(name, JSON.stringify({ space }))
  await until('the answers', () => line.heard.length === names.length)
  expect(line.entered(/forbidden|unknown/)).toBe(names.length)
  expect(await house.count('document')).toBe(before)
})

test('A35 a document called as what every object has opens nothing and spoils nothing', async () => {
  const before = JSON.stringify(Object.getOwnPropertyNames(Object.prototype))
  for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '__proto__\0x']) {
    const line = new Raw(house.port, house.company.cookies[0] as string)
    await line.ready()
    line.enter(name)
    await until('the refusal', () => line.entered(/forbidden/) === 1 || line.socket.readyState === WebSocket.CLOSED)
    expect(line.entered(/read/)).toBe(0)
    line.socket.terminate()
  }
  expect(JSON.stringify(Object.getOwnPropertyNames(Object.prototype))).toBe(before)
  await honestEdit()
})

for (const role of ['viewer', 'commenter'])
  test(`A6 A7 a ${role} writes nothing: an update, a comparison, before or after entering leave no trace in the log`, async () => {
    await demote(role)
    const awa = await honestEdit()
    const logged = await house.count('update_log')
    const clients = await house.count('client')
    const line = await raw(1, house.plan, /readonly/)
    const forged = task('Interdite')
    // A change of what stands, in the hand of a client that has it all.
    const copy = new Y.Doc()
    Y.applyUpdate(copy, Y.encodeStateAsUpdate(awa.doc))
    const [known] = [...copy.getMap('task').keys()]
    const held = Y.encodeStateVector(copy)
    changeRecord(copy, business.task, known as string, { title: 'Réécrite' })
    const changes = [forged.bytes, Y.encodeStateAsUpdate(copy, held), Y.encodeStateAsUpdate(copy)]
    for (const bytes of changes) {
      line.say(house.plan, sync, second, bytes)
      line.say(house.plan, sync, update, bytes)
    }
    await until('an answer to each', () => line.heard.filter(({ type }) => type === 8).length === changes.length * 2)
    expect(line.taken).toEqual([])
    expect([await house.count('update_log'), await house.count('client')]).toEqual([logged, clients])
    expect(awa.doc.getMap('task').has(forged.id)).toBe(false)
    const rows = await house.rowsEqualRebuild()
    expect((rows['task'] as { title: string }[]).map(({ title }) => title)).toEqual(['Honnête'])
    await told('refused', { what: 'writeRefused', person: (await house.who(1)).person, about: house.company.space, accepted: false })
    line.socket.close()
  })

test('A6 whoever loses the pen while the line is open has it taken at once', async () => {
  const line = await raw(1, house.plan, /read-write/)
  let closed = 0
  line.socket.on('close', () => closed++)
  await demote('viewer')
  await until('the line to be closed', () => closed > 0)
  const logged = await house.count('update_log')
  const again = await raw(1, house.plan, /readonly/)
  again.socket.send(updateMessage(house.plan, task('Trop tard').bytes))
  await until('the answer', () => again.heard.some(({ type }) => type === 8))
  expect(await house.count('update_log')).toBe(logged)
})

test('A7 a record that bears the id of one elsewhere, and what only a fact may say, are never shown over the true ones', async () => {
  const { workspace, space, phase } = house.company
  const awa = await honestEdit()
  const [stolen] = [...awa.doc.getMap('task').keys()] as [string]
  const other = randomId()
  expect((await house.act('createSpace', { id: other, kind: 'project', name: 'À moi' }, { person: 1 })).status).toBe(200)
  const thief = house.writer(1, { name: planName(workspace, other) })
  await until('their own plan', () => thief.settled)
  const me = (await house.who(1)).person
  thief.doc.transact(() => {
    createRecord(thief.doc, business.task, stolen, { title: 'Usurpée', phase })
    createRecord(thief.doc, business.project, space, { title: 'Noflaye, à moi' })
    const map = thief.doc.getMap<Y.Map<unknown>>('membership').set(randomId(), new Y.Map<unknown>())
    for (const [key, value] of Object.entries({ of: space, person: me, role: 'manager' })) map.set(key, value)
    const sheet = thief.doc.getMap<Y.Map<unknown>>('sheet').set(randomId(), new Y.Map<unknown>())
    sheet.set('phase', phase)
    const mine = createdTask(thief.doc, phase)
    mine.set('progress', 100)
    mine.set('space', space)
    mine.set('problem', null)
  })
  await until('it to be taken', () => thief.settled)
  const rows = await house.rowsEqualRebuild()
  const tasks = rows['task'] as { id: string; space: string; title: string; hidden: boolean; problem: { code: string }[] | null }[]
  expect(tasks.filter(({ id, hidden }) => id === stolen && !hidden).map(({ space, title }) => [space, title])).toEqual([[space, 'Honnête']])
  expect(tasks.find(one => one.id === stolen && one.space === other)?.problem).toContainEqual({ code: 'taken', field: 'id' })
  expect(tasks.filter(({ title }) => title === 'Fabriquée').map(one => one.space)).toEqual([other])
  expect((rows['membership'] as { of: string; role: string }[]).filter(row => row.of === space && row.role === 'manager')).toHaveLength(1)
  expect(rows['sheet']).toEqual([])
  await told(
    'flagged',
    { what: 'idTaken', person: me, about: stolen, accepted: false },
    { what: 'factForged', person: me, about: expect.any(String), accepted: false }
  )
})
function createdTask(doc: Y.Doc, phase: string) {
  const id = randomId()
  createRecord(doc, business.task, id, { title: 'Fabriquée', phase })
  return doc.getMap<Y.Map<unknown>>('task').get(id) as Y.Map<unknown>
}

test('A7 words put into another’s mouth are told as what they are: sent by somebody else', async () => {
  const awa = await honestEdit()
  const [id] = [...awa.doc.getMap('task').keys()] as [string]
  const forged = new Y.Doc()
  Y.applyUpdate(forged, Y.encodeStateAsUpdate(awa.doc))
  forged.clientID = awa.doc.clientID
  const held = Y.encodeStateVector(forged)
  changeRecord(forged, business.task, id, { title: 'Signée Awa' })
  const line = await raw(1, house.plan, /read-write/)
  line.socket.send(updateMessage(house.plan, Y.encodeStateAsUpdate(forged, held)))
  await until('it to be taken', () => line.taken.length === 1)
  await house.projected()
  const { rows } = await house.pool.query(`select person, recovered_by from history where record = $1 and field = 'title'`, [id])
  expect(rows).toEqual([{ person: (await house.who(0)).person, recovered_by: (await house.who(1)).person }])
  await told('flagged', { what: 'sentForAnother', person: (await house.who(1)).person, about: id, accepted: true })
})

test('A8 a client that speaks for the server is cut off, and nobody hears it', async () => {
  const [listener, forger] = [await raw(0, feedName(house.company.workspace)), await raw(1, feedName(house.company.workspace))]
  const heard = listener.heard.length
  forger.say(feedName(house.company.workspace), broadcast, JSON.stringify({ position: 10 ** 9 }))
  await until('the document to be closed', () => forger.closed.length === 1)
  const plan = await raw(1)
  plan.say(house.plan, broadcast, 'x')
  await until('the plan to be closed', () => plan.closed.length === 1)
  expect(listener.heard.slice(heard).filter(({ type }) => type === 5)).toEqual([])
})

test('A9 presence is of whoever says it, on presence and texts only, and never large', async () => {
  const { workspace, space } = house.company
  const [me, other] = [(await house.who(1)).person, (await house.who(0)).person]
  const here = new Awareness(new Y.Doc())
  const forged = (states: Record<string, unknown>[]) => {
    for (const [at, state] of states.entries()) {
      here.states.set(at + 1, state)
      here.meta.set(at + 1, { clock: 1, lastUpdated: 0 })
    }
    return encodeAwarenessUpdate(
      here,
      states.map((_, at) => at + 1)
    )
  }
  const seen = (name: string) => [...(house.relais.sync.hocuspocus.documents.get(name)?.awareness.getStates().values() ?? [])]
  const name = presenceName(workspace, space)
  const line = await raw(1, name)
  line.say(name, awareness, forged([{ person: other, screen: 'plan' }, { person: other, long: 'x'.repeat(9_000) }, { screen: 'board' }]))
  await until('presence', () => seen(name).length > 0)
  expect(seen(name)).toEqual([
    { person: me, screen: 'plan' },
    { person: me, screen: 'board' },
  ])
  const plan = await raw(1)
  plan.say(house.plan, awareness, forged([{ person: other, screen: 'plan' }]))
  plan.socket.send(updateMessage(house.plan, task('Ensuite').bytes))
  await until('what follows', () => plan.taken.length === 1)
  expect(seen(house.plan)).toEqual([])
  here.destroy()
})
