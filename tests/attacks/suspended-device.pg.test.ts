// The tablet of someone who was put out of the company, at its next contact, and when they come back.
import { expect, it } from 'vitest'
import { openDatabase } from '$lib/store/database.ts'
import { databaseName } from '$lib/store/stores.ts'
import { Browser, until } from '../device-world.ts'
import { Devices } from '../devices.ts'

const devices = new Devices()
const fatou = { name: 'Fatou Diop', email: 'fatou@teranga.sn', password: 'pirogue-vent-17' }

it('A3 the device of a suspended person says so and is cleared; what had not left is kept, and can be sent when they come back', async () => {
  const awa = await devices.server.begin()
  const hers = await devices.start(awa)
  const space = (await hers.createProject({ title: 'Lancement' })).done as string
  await until(() => hers.state.is === 'saved', 'the project')
  const invited = await (await hers.act('invite', { space, role: 'editor' })).settled
  const session = await devices.server.join(invited.facts ? (invited.link ?? '') : '', fatou)
  const browser = new Browser()
  const tablet = await devices.start(session, browser)
  await until(() => tablet.row('project', space), 'the project on the tablet')
  const decide = async (name: string) => {
    const answer = await (await hers.act(name, { person: session.person.id })).settled
    expect(answer.refused).toBeUndefined()
  }

  // Written in the field, without a network; then the tablet sleeps.
  await devices.server.stop()
  await until(() => !tablet.online, 'the end of the network')
  await tablet.change('project', space, { title: 'Écrit sur le terrain' })
  await devices.stop(tablet)
  await devices.server.start()
  await until(() => hers.online, 'the return of the network')
  await decide('suspendPerson')

  const awake = await devices.start(session, browser)
  await until(() => awake.trouble === 'suspended', 'the word that says so')
  await until(() => !awake.rows('project').length && !awake.rows('person').length, 'an empty device')
  await until(() => awake.attention.length === 1, 'what had not left')
  expect(awake.attention[0]).toMatchObject({ kind: 'aside', space })
  await devices.stop(awake)
  const environment = devices.server.environment(browser, session)
  const disk = openDatabase(databaseName(session.workspace.id, session.person.id), environment)
  await disk.open()
  const tables = ['updates', 'snapshots', 'documents', 'rows', 'facts', 'journal', 'batches', 'partials'] as const
  expect(await Promise.all(tables.map(name => disk[name].count()))).toEqual(tables.map(() => 0))
  disk.close()
  expect(hers.row('project', space)?.title).toBe('Lancement')

  // Nor does it know more without a network.
  await devices.server.stop()
  const offline = await devices.start(session, browser)
  expect([offline.trouble, offline.rows('project').length, offline.attention.length]).toEqual(['suspended', 0, 1])
  await devices.stop(offline)
  await devices.server.start()

  await until(() => hers.online, 'the return of the network')
  await decide('reinstatePerson')
  const back = await devices.start(await devices.server.signIn(fatou), browser)
  await until(() => back.row('project', space)?.title === 'Lancement', 'the project again')
  expect(back.trouble).toBeNull()
  const [kept] = back.attention
  if (kept) await back.retry(kept)
  await until(() => hers.row('project', space)?.title === 'Écrit sur le terrain', 'what was written in the field')
}, 90_000)

it('A3 the open device of a removed person is cleared at once, and nobody else’s is', async () => {
  const awa = await devices.server.begin()
  const hers = await devices.start(awa)
  const space = (await hers.createProject({ title: 'Lancement' })).done as string
  await until(() => hers.state.is === 'saved', 'the project')
  const invited = await (await hers.act('invite', { space, role: 'editor' })).settled
  const session = await devices.server.join(invited.facts ? (invited.link ?? '') : '', fatou)
  const browser = new Browser()
  const tablet = await devices.start(session, browser)
  await until(() => tablet.row('project', space), 'the project on the tablet')
  // In the same browser, with her cookie: the device of someone else, which asks in her own name.
  const lent = await devices.start(awa, browser, { cookie: session })
  await until(() => lent.trouble === 'signedOut', 'the word of the other')
  expect((await (await hers.act('removePerson', { person: session.person.id })).settled).refused).toBeUndefined()
  await until(() => tablet.trouble === 'removed' && !tablet.rows('project').length, 'an empty device')
  lent.reconnect()
  await until(() => lent.trouble === 'signedOut', 'the word of the other again')
  expect(hers.row('project', space)?.title).toBe('Lancement')
}, 60_000)
