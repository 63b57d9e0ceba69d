// A device alone in its workspace, over the real server.
import { expect, it } from 'vitest'
import { openDatabase } from '$lib/store/database.ts'
import { databaseName } from '$lib/store/stores.ts'
import { Browser, until } from './device-world.ts'
import { Devices, type Session } from './devices.ts'

const devices = new Devices()

async function documentsOf({ workspace, person }: Session, browser: Browser) {
  const { indexedDB, IDBKeyRange } = browser.outside()
  const database = openDatabase(databaseName(workspace.id, person.id), { indexedDB, IDBKeyRange })
  const documents = await database.documents.toArray()
  database.close()
  return documents
}

it('PLT-20 a plan on screen counts as brought although nobody else says anything', async () => {
  const session = await devices.server.begin()
  const first = await devices.start(session)
  const space = (await first.createProject({ title: 'Lancement' })).done as string
  await until(() => first.state.is === 'saved', 'the project on the server')
  await devices.stop(first)

  const browser = new Browser()
  browser.speed = 10
  const device = await devices.start(session, browser)
  const screen = device.open(space)
  await until(() => device.row('project', space), 'the project')
  let behind = ['unknown']
  for (const end = Date.now() + 30_000; behind.length && Date.now() < end; await new Promise(next => setTimeout(next, 100)))
    behind = (await documentsOf(session, browser)).filter(({ have, wanted }) => have < wanted).map(({ name }) => name)
  expect(behind).toEqual([])
  screen.close()
}, 60_000)
