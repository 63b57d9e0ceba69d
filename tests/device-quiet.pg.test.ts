// A device alone in its workspace, over the real server.
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openDatabase } from '$lib/store/database.ts'
import { openDevice, type Device } from '$lib/store/device.ts'
import { databaseName } from '$lib/store/stores.ts'
import { RunningServer } from './device-server.ts'
import { Browser, until } from './device-world.ts'

type Session = Awaited<ReturnType<RunningServer['begin']>>
let server: RunningServer
let devices: Device[] = []
beforeEach(async () => (server = await RunningServer.open()))
afterEach(async () => {
  await Promise.all(devices.splice(0).map(device => device.close()))
  await server.close()
})

async function start(session: Session, browser: Browser): Promise<Device> {
  const { workspace, person } = session
  const device = await openDevice({ workspace, person, environment: server.environment(browser, session) })
  devices.push(device)
  return device
}
async function documentsOf({ workspace, person }: Session, browser: Browser) {
  const { indexedDB, IDBKeyRange } = browser.outside()
  const database = openDatabase(databaseName(workspace.id, person.id), { indexedDB, IDBKeyRange })
  const documents = await database.documents.toArray()
  database.close()
  return documents
}

it('PLT-20 a plan on screen counts as brought although nobody else says anything', async () => {
  const session = await server.begin()
  const first = await start(session, new Browser())
  const space = (await first.createProject({ title: 'Lancement' })).done as string
  await until(() => first.state.is === 'saved', 'the project on the server')
  await first.close()
  devices = []

  const browser = new Browser()
  browser.speed = 10
  const device = await start(session, browser)
  const screen = device.open(space)
  await until(() => device.row('project', space), 'the project')
  let behind = ['unknown']
  for (const end = Date.now() + 30_000; behind.length && Date.now() < end; await new Promise(next => setTimeout(next, 100)))
    behind = (await documentsOf(session, browser)).filter(({ have, wanted }) => have < wanted).map(({ name }) => name)
  expect(behind).toEqual([])
  screen.close()
}, 60_000)
