// A device and the person it belongs to, when the browser has become somebody else's.
import { expect, it } from 'vitest'
import { derivedId } from '#kernel/base/id.ts'
import { Browser, until } from '../device-world.ts'
import { Devices } from '../devices.ts'

const devices = new Devices()

it('F30 what one person wrote does not leave as another who shares the project and has signed in to the same browser', async () => {
  const awa = await devices.server.begin()
  const browser = new Browser()
  const hers = await devices.start(awa, browser)
  const space = (await hers.createProject({ title: 'Lancement' })).done as string
  await until(() => hers.state.is === 'saved', 'the project')
  const invited = await (await hers.act('invite', { space, role: 'editor' })).settled
  const link = invited.facts ? (invited.link ?? '') : ''
  const moussa = await devices.server.join(link, { name: 'Moussa', email: 'm@teranga.sn', password: 'pirogue-vent-17' })
  const his = await devices.start(moussa)
  await until(() => his.row('project', space), 'the project on his device')
  await devices.server.stop()
  await until(() => !hers.online, 'the end of the network')
  await hers.change('project', space, { title: 'Écrit par Awa' })
  await devices.stop(hers)
  await devices.server.start()

  const borrowed = await devices.start(awa, browser, { cookie: moussa })
  const held = borrowed.open(space)
  await until(() => borrowed.trouble === 'signedOut', 'the word that says so')
  await new Promise(next => setTimeout(next, 2_000))
  expect(borrowed.state).toEqual({ is: 'offline', count: 1 })
  expect(his.row('project', space)?.title).toBe('Lancement')
  held.close()
  await devices.stop(borrowed)

  const again = await devices.start(awa, browser, { cookie: await devices.server.signIn() })
  await until(() => again.state.is === 'saved', 'her edit to leave')
  await until(() => his.row('project', space)?.title === 'Écrit par Awa', 'her edit on his device')
  const history = await devices.server.historyOnce(moussa, 'project', space, 'Écrit par Awa')
  expect(history.find(({ after }) => after === 'Écrit par Awa')).toMatchObject({ person: awa.person.id, recoveredBy: null })
}, 60_000)

it('F30 a line asked for in another’s name is not opened, however good the cookie', async () => {
  const awa = await devices.server.begin()
  const { WebSocket, socket } = devices.server.environment(new Browser(), awa)
  const opens = (person: string) =>
    new Promise<boolean>(done => {
      const line = new WebSocket(`${socket}?person=${person}&sums=1`)
      line.addEventListener('open', () => (line.close(), done(true)))
      line.addEventListener('error', () => done(false))
    })
  expect(await opens(awa.person.id)).toBe(true)
  expect(await opens(derivedId('moussa'))).toBe(false)
})
