import { URI, type TOTP } from 'otpauth'
import { expect, test } from 'vitest'
import { employee, readyRoles } from '#domain/people/ready-roles.ts'
import { cookieIn, get, owner, post, read, RelaisStage } from '../../tests/relais-stage.ts'
import type { Who } from '../sync/who.ts'
import { Protection } from './protection.ts'

const stage = new RelaisStage()
const day = 86_400_000
const it = readyRoles.find(({ key }) => key === 'it')?.id ?? ''
const whoIs = async (cookie: string) => (await stage.relais.who({ cookie })) as Who

async function company() {
  const awa = await stage.begin()
  const join = async (roles: string[], name: string) => {
    const { link } = await stage.act(awa, 'inviteColleague', { roles })
    const body = { name, email: `${name.toLowerCase()}@fleuve.example`, password: 'saint-louis-24' }
    return cookieIn(await stage.relais.join(post(body), link.split('/').at(-1)))
  }
  return {
    awa,
    moussa: await join([employee], 'Moussa'),
    fatou: await join([it], 'Fatou'),
    ask: (whom: string, roles: string[], days: number, by = awa) => stage.act(by, 'requireSecondFactor', { whom, roles, days }),
  }
}
/** What the server answers to whoever asks for the company's things, and what it says of their protection. */
async function heard(cookie: string) {
  const who = await whoIs(cookie)
  const feed = await stage.relais.feed(get('?after=0'), who)
  const line = await stage.relais.sync.admit({ headers: { cookie, host: 'localhost' }, url: '/sync' })
  const { protection } = await read(await stage.relais.session(get(), who))
  return { feed: feed.status, line: typeof line === 'string' ? line : 'open', protection }
}
const free = { feed: 200, line: 'open', protection: null }
async function protect(cookie: string) {
  const { uri, draft } = await read(await stage.relais.beginSecondFactor(post({}), await whoIs(cookie)))
  const application = URI.parse(uri) as TOTP
  const code = () => application.generate({ timestamp: (stage.clock.at += 60_000) })
  const on = await stage.relais.turnOnSecondFactor(post({ draft, code: code() }), await whoIs(cookie))
  expect(on.status).toBe(200)
  return { code, cookie: cookieIn(on) }
}

test('PLT-03 a company asks a second factor of everybody: after the delay nothing but one’s account is open without it', async () => {
  const { awa, moussa, ask } = await company()
  expect(await heard(moussa)).toEqual(free)
  expect((await ask('everybody', [], 7)).status).toBe(200)
  const from = stage.clock.at + 7 * day
  expect(await heard(moussa)).toEqual({ ...free, protection: { from, over: false } })
  stage.clock.at = from
  expect(await heard(moussa)).toEqual({ feed: 401, line: '401 Unauthorized', protection: { from, over: true } })
  const who = await whoIs(moussa)
  expect((await read(await stage.relais.feed(get('?after=0'), who))).code).toBe('unprotected')
  const decided = await stage.act(who, 'createSpace', { id: 'abcdefghjkmnpqrstuvw', kind: 'project', name: 'Noflaye' })
  expect([decided.status, decided.code]).toEqual([401, 'unprotected'])
  expect((await stage.relais.query(post({ from: 'project' }), who)).status).toBe(401)
  expect((await stage.relais.account(get(), who)).status).toBe(200)

  // Signing in anew goes no further; having shown who one is, it is turned on, and everything is open again.
  const again = cookieIn(await stage.relais.signIn(post({ email: 'moussa@fleuve.example', password: 'saint-louis-24' })))
  expect((await heard(again)).feed).toBe(401)
  const mine = await protect(again)
  expect(await heard(mine.cookie)).toEqual(free)
  // It stays on for as long as it is asked.
  const off = () => stage.relais.turnOffSecondFactor(post({ password: 'saint-louis-24', code: mine.code() }), who)
  expect((await read(await off())).code).toBe('required')
  await protect(cookieIn(await stage.relais.signIn(post({ email: owner.email, password: owner.password }))))
  expect((await ask('nobody', [], 0, awa)).status).toBe(200)
  expect((await off()).status).toBe(200)
})

test('PLT-03 or of some roles, and then of its owner too, at once; a token goes no further than its person', async () => {
  const { awa, moussa, fatou, ask } = await company()
  const begun = cookieIn(await stage.relais.signIn(post({ email: owner.email, password: owner.password })))
  const given = await read(await stage.relais.makePersonalToken(post({ name: 'Ventes', scope: 'read', days: 30 }), await whoIs(fatou)))
  expect((await ask('roles', [], 0)).code).toBe('missing')
  expect((await ask('roles', [it], 3)).code).toBe('malformed')
  expect((await ask('everyone', [], 0)).code).toBe('malformed')
  expect((await ask('roles', [it], 0, await whoIs(moussa))).code).toBe('notAllowed')
  expect((await ask('roles', [it], 0)).status).toBe(200)
  expect(await heard(moussa)).toEqual(free)
  expect((await heard(fatou)).feed).toBe(401)
  expect((await heard(begun)).feed).toBe(401)
  const bearer = (await stage.relais.who({ authorization: `Bearer ${given.token}` })) as Who
  expect((await stage.relais.feed(new Request('http://localhost/api/v1/feed?after=0'), bearer)).status).toBe(401)
  // Whoever is given one of these roles later is asked as well.
  expect((await stage.act(awa, 'giveRoles', { person: (await whoIs(moussa)).person, roles: [it] })).status).toBe(200)
  expect((await heard(moussa)).feed).toBe(401)
})

test('PLT-03 lines that were open when the day comes are asked again, once', async () => {
  const { ask, awa } = await company()
  const asked: string[] = []
  const { clock, connection } = stage
  const reader = () => ({ row: async () => null, rows: async () => [], role: async () => null })
  const protection = new Protection({ pool: connection.pool, clock, reader, ask: workspace => asked.push(workspace) })
  protection.stop()
  await ask('everybody', [], 7)
  for (const later of [1, 6 * day, day, day]) {
    clock.at += later
    await protection.look()
  }
  expect(asked).toEqual([awa.workspace])
  await ask('nobody', [], 0)
  clock.at += 1
  await protection.look()
  expect(asked).toEqual([awa.workspace])
})
