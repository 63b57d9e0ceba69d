// A tablet that its person has lost, at its next contact with the server, and when they sign in on it again.
import { expect, it } from 'vitest'
import { openDatabase } from '$lib/store/database.ts'
import { keepUnsent } from '$lib/store/lock.ts'
import { databaseName } from '$lib/store/stores.ts'
import { Browser, until } from '../device-world.ts'
import { Devices } from '../devices.ts'

const devices = new Devices()

it('F30 PLT-27 a tablet signed out from elsewhere hears it, keeps only what was unsent, and that leaves for the same person', async () => {
  const awa = await devices.server.begin()
  const lost = new Browser()
  const tablet = await devices.start(awa, lost)
  const space = (await tablet.createProject({ title: 'Lancement' })).done as string
  await until(() => tablet.state.is === 'saved', 'the project')
  await devices.server.stop()
  await until(() => !tablet.online, 'the end of the network')
  await tablet.change('project', space, { title: 'Écrit avant la perte' })
  await devices.stop(tablet)
  await devices.server.start()
  const here = await devices.server.signIn()
  const hers = await devices.start(here)
  await until(() => hers.row('project', space), 'the project on her other device')
  const who = await devices.server.relais.who({ cookie: here.cookie })
  if (!who) throw new Error('nobody')
  await devices.server.relais.endElsewhere(new Request('http://localhost/', { method: 'POST' }), who, null)

  const found = await devices.start(awa, lost)
  await until(() => found.trouble === 'endedElsewhere', 'the word that says so')
  expect(found.state.count).toBe(1)
  await devices.stop(found)
  const name = databaseName(awa.workspace.id, awa.person.id)
  await keepUnsent(lost.indexedDB, name)
  const disk = openDatabase(name, devices.server.environment(lost, awa))
  const tables = ['snapshots', 'documents', 'rows', 'facts', 'batches', 'partials', 'asides'] as const
  expect(await Promise.all(tables.map(table => disk[table].count()))).toEqual(tables.map(() => 0))
  expect(await disk.updates.filter(({ pending }) => !pending).count()).toBe(0)
  disk.close()
  expect(hers.row('project', space)?.title).toBe('Lancement')

  const again = await devices.server.signIn()
  const back = await devices.start(again, lost)
  await until(() => back.state.is === 'saved' && back.row('project', space)?.title === 'Écrit avant la perte', 'what was unsent to leave')
  await until(() => hers.row('project', space)?.title === 'Écrit avant la perte', 'it on her other device')
}, 60_000)

it('PLT-27 a session that has only grown old empties nothing', async () => {
  const awa = await devices.server.begin()
  const browser = new Browser()
  const device = await devices.start(awa, browser)
  await until(() => device.online, 'the network')
  await devices.stop(device)
  devices.server.now = () => Date.now() + 11 * 24 * 3_600_000
  const later = await devices.start(awa, browser)
  await until(() => later.trouble === 'signedOut', 'the word that says so')
}, 60_000)
