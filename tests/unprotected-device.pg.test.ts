// The device of someone whose company asks for a second factor that they do not have.
import { URI, type TOTP } from 'otpauth'
import { expect, it } from 'vitest'
import { randomId } from '#kernel/base/id.ts'
import { connect } from '#server/postgres/connection.ts'
import { Browser, until } from './device-world.ts'
import { Devices } from './devices.ts'

const devices = new Devices()
const post = (body: object) => new Request('http://localhost/', { method: 'POST', body: JSON.stringify(body) })

it('PLT-03 a device works on, sends nothing until the second factor is there, and loses nothing', { timeout: 180_000 }, async () => {
  const { server } = devices
  const [awa, browser] = [await server.begin(), new Browser()]
  const hers = await devices.start(awa, browser)
  const space = (await hers.createProject({ title: 'Lancement' })).done as string
  await until(() => hers.state.is === 'saved', 'the project')
  const asked = await (await hers.act('requireSecondFactor', { whom: 'everybody', roles: [], days: 7 })).settled
  expect(asked.refused).toBeUndefined()
  // The day comes; whoever is on the line by then is asked again.
  server.now = () => Date.now() + 8 * 86_400_000
  await server.stop()
  await server.start()
  await until(() => hers.trouble === 'unprotected', 'the word that says so')

  await hers.change('project', space, { title: 'Écrit entre-temps' })
  await hers.act('createSpace', { id: randomId(), kind: 'project', name: 'Noflaye' })
  expect([hers.row('project', space)?.title, hers.online, hers.waiting.length]).toEqual(['Écrit entre-temps', false, 1])
  const { pool, end } = connect(server.url)
  const titles = async () => (await pool.query<{ title: string }>('select title from model.project')).rows.map(({ title }) => title)
  expect(await titles()).toEqual(['Lancement'])

  const who = await server.relais.who({ cookie: awa.cookie })
  expect((await server.relais.confirm(post({ password: 'ndar-geej-2025' }), who)).status).toBe(200)
  const { uri, draft } = (await (await server.relais.beginSecondFactor(post({}), who)).json()) as { uri: string; draft: string }
  const on = await server.relais.turnOnSecondFactor(
    post({ draft, code: (URI.parse(uri) as TOTP).generate({ timestamp: server.now() }) }),
    who
  )
  const protectedNow = { ...awa, cookie: (on.headers.get('set-cookie') ?? '').split(';')[0] as string }
  await devices.stop(hers)
  const back = await devices.start(protectedNow, browser)
  await until(() => back.online && !back.waiting.length && back.state.is === 'saved', 'what waited to leave')
  expect(back.trouble).toBeNull()
  expect(await server.query(protectedNow, { from: 'project' })).toMatchObject([{ title: 'Écrit entre-temps' }])
  await end()
})
