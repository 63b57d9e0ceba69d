// A client's file goes from one agent to another: what leaves a person's spaces leaves their devices.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openDevice, type Device } from '$lib/store/device.ts'
import { RunningServer } from './device-server.ts'
import { Browser, until } from './device-world.ts'

let server: RunningServer
let devices: Device[] = []
type Session = Awaited<ReturnType<RunningServer['begin']>>
const secret = 'Dossier Kassak'

beforeEach(async () => {
  devices = []
  server = await RunningServer.open()
})
afterEach(async () => {
  await Promise.all(devices.map(device => device.close()))
  await server.close()
})
async function start(of: Session, browser = new Browser(), cut = false): Promise<Device> {
  const away = { fetch: () => Promise.reject(new TypeError('no network')), socket: 'ws://127.0.0.1:9/sync' }
  const environment = { ...server.environment(browser, of), ...(cut ? away : {}) }
  const device = await openDevice({ workspace: of.workspace, person: of.person, environment })
  devices.push(device)
  return device
}
const end = async (device: Device) => {
  devices = devices.filter(other => other !== device)
  await device.close()
}
const saved = (device: Device) => until(() => device.state.is === 'saved', 'all to be saved', 15_000)
const done = ({ done, refused }: { done?: unknown; refused?: unknown }): string => {
  if (refused) throw new Error(JSON.stringify(refused))
  return String(done)
}
const act = async (device: Device, name: string, input: unknown) => {
  const answer = await (await device.act(name, input)).settled
  expect(answer.refused).toBeUndefined()
  return answer as { link?: string }
}

/** The portfolios of Moussa and of Fatou, and their director Awa, who is in both. In Moussa's, a client's file with a text and a task. */
async function portfolios() {
  const awa = await server.begin()
  const director = await start(awa)
  await until(() => director.online, 'the network')
  const [mine, theirs] = [
    done(await director.createProject({ title: 'Portefeuille A' })),
    done(await director.createProject({ title: 'Portefeuille B' })),
  ]
  await director.open(mine).ready
  await director.open(theirs).ready
  const file = done(await director.create('document', mine, { title: secret, project: mine }))
  const phase = director.rows('phase', mine)[0]?.id as string
  const visit = done(await director.create('task', mine, { title: `${secret}, visite`, phase }))
  await saved(director)
  const [{ link: first }, { link: second }] = [
    await act(director, 'invite', { space: mine, role: 'editor' }),
    await act(director, 'invite', { space: theirs, role: 'editor' }),
  ]
  const person = (name: string) => ({ name, email: `${name.toLowerCase()}@teranga.sn`, password: 'saint-louis-24' })
  const moussa = await server.join(first as string, person('Moussa'))
  const fatou = await server.join(second as string, person('Fatou'))
  return { awa, director, mine, theirs, file, visit, moussa, fatou }
}

/** All that a browser keeps on its disk, as text. */
async function disk({ indexedDB }: Browser): Promise<string> {
  const parts: string[] = []
  for (const { name } of await indexedDB.databases()) {
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(name as string)
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error)
    })
    for (const store of database.objectStoreNames)
      parts.push(
        await new Promise<string>(resolve => {
          const request = database.transaction(store).objectStore(store).getAll()
          request.onsuccess = () => resolve(`${store}: ${JSON.stringify(request.result, spelled)}`)
        })
      )
    database.close()
  }
  return parts.join('\n')
}
const spelled = (_: string, value: unknown) =>
  value instanceof Uint8Array ? Buffer.from(value).toString() : value instanceof ArrayBuffer ? Buffer.from(value).toString() : value

test(
  'CRM-25 a file that goes to another agent leaves the device of the first, and what was being written there is handed back',
  { timeout: 90_000 },
  async () => {
    const { director, mine, theirs, file, moussa, fatou } = await portfolios()
    const [hers, browser] = [await start(fatou), new Browser()]
    const his = await start(moussa, browser)
    await until(() => his.row('document', file)?.title === secret, 'the file on his device', 15_000)
    await end(his)
    expect(await disk(browser)).toContain(secret)
    const offline = await start(moussa, browser, true)
    done(await offline.change('document', file, { title: `${secret}, relu en route` }))
    await end(offline)

    await act(director, 'moveRecords', { entity: 'document', record: file, space: mine, to: theirs })
    await until(() => hers.row('document', file)?.title === secret, 'the file on hers', 15_000)
    const back = await start(moussa, browser)
    await until(() => back.attention.length === 1, 'what he wrote to be handed back', 15_000)
    expect(back.attention).toMatchObject([{ kind: 'conflict', record: file, field: 'title', lost: `${secret}, relu en route` }])
    await until(() => back.rows('document').length === 0, 'the file to be gone', 15_000)
    expect(back.removed('document')).toEqual([])
    expect(back.row('document', file)?.title ?? null).not.toBe(secret)
    expect(await server.history(moussa, 'document', file)).not.toContainEqual(expect.objectContaining({ field: 'body' }))
    expect(await server.query(moussa, { from: 'document' })).toEqual([])
    expect((await server.query(fatou, { from: 'document' })).map(row => row['id'])).toEqual([file])
    expect(hers.row('document', file)?.title).toBe(secret)
  }
)

test(
  'CRM-25 who loses a portfolio loses all of it from the device, but for what they had not sent, which is kept for them',
  { timeout: 90_000 },
  async () => {
    const { director, mine, visit, file, moussa } = await portfolios()
    const browser = new Browser()
    const his = await start(moussa, browser)
    await until(() => his.row('task', visit) !== null && his.row('document', file) !== null, 'the portfolio on his device', 15_000)
    await end(his)
    const offline = await start(moussa, browser, true)
    done(await offline.change('task', visit, { deliverables: 'Rapport écrit dans le bus' }))
    await end(offline)
    expect(await disk(browser)).toContain(secret)

    await act(director, 'share', { space: mine, person: moussa.person.id, role: 'none' })
    const back = await start(moussa, browser)
    await until(() => back.attention.length === 1, 'what he had not sent', 15_000)
    expect(back.attention).toMatchObject([{ kind: 'aside', space: mine }])
    expect(JSON.stringify(back.attention)).toContain('Rapport écrit dans le bus')
    await until(() => back.role(mine) === null && back.rows('task').length === 0, 'the portfolio to be gone', 15_000)
    for (const entity of ['project', 'phase', 'task', 'document'] as const)
      expect([entity, back.rows(entity), back.removed(entity)]).toEqual([entity, [], []])
    await end(back)
    const left = await disk(browser)
    expect(left).toContain('Rapport écrit dans le bus')
    expect(left).not.toContain(secret)
    for (const record of [visit, file]) expect(await server.history(moussa, 'task', record)).toEqual([])
    expect(await server.query(moussa, { from: 'task' })).toEqual([])
  }
)
