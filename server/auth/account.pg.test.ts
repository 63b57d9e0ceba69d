import { expect, test } from 'vitest'
import { cookieIn, get, owner, post, read, RelaisStage } from '../../tests/relais-stage.ts'
import type { Who } from '../sync/who.ts'
import { makeLink } from './letter-link.ts'

const stage = new RelaisStage()
const chrome = {
  'user-agent': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Safari/537.36',
}
const tablet = { 'user-agent': 'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Safari/537.36' }
const next = 'gorée-mer-phare-88'

const signIn = (email: string, password = owner.password, headers = {}) =>
  stage.relais.signIn(post({ email, password }, headers), '10.0.0.7')
const enter = async (headers = {}) => {
  const cookie = cookieIn(await signIn(owner.email, owner.password, headers))
  return { cookie, who: (await stage.relais.who({ cookie })) as Who }
}
const describe = async (who: Who | null) => read(await stage.relais.account(get(), who))

test('PLT-02 one sees where one is signed in, on what and since when, and nobody else’s', async () => {
  await stage.begin()
  stage.clock.at += 3_600_000
  const desk = await enter(chrome)
  stage.clock.at += 3_600_000
  const field = await enter(tablet)
  const { email, username, sessions } = await describe(field.who)
  expect({ email, username }).toEqual({ email: 'awa@teranga.sn', username: null })
  expect(sessions).toMatchObject([
    { device: 'Chrome · Android', address: '10.0.0.7', here: true },
    { device: 'Chrome · Windows', address: '10.0.0.7', here: false },
    { here: false },
  ])
  expect(JSON.stringify(sessions)).not.toContain('secret')
  // What it was last used on, and from where, follows it.
  stage.clock.at += 2 * 3_600_000
  await stage.relais.who({ cookie: desk.cookie, ...chrome }, '::ffff:10.0.0.9')
  expect((await describe(field.who)).sessions[0]).toMatchObject({ device: 'Chrome · Windows', address: '10.0.0.9', seen: stage.clock.at })
  expect((await stage.relais.account(get(), null)).status).toBe(401)
})

test('PLT-02 one signs out elsewhere: of one session, or of all but this one', async () => {
  await stage.begin()
  const [here, there, lost] = [await enter(), await enter(), await enter()]
  const ended = async (session: string | null, who = here.who) =>
    (await read(await stage.relais.endElsewhere(post({}), who, session))).ended
  expect(await ended(lost.who.session)).toBe(1)
  expect(await stage.relais.who({ cookie: lost.cookie })).toBeNull()
  expect(await stage.relais.who({ cookie: there.cookie })).not.toBeNull()
  // Not this one, nor somebody else’s.
  expect(await ended(here.who.session)).toBe(0)
  const stranger: Who = { ...here.who, account: 'somebodyelse', session: 'another' }
  expect(await ended(there.who.session, stranger)).toBe(0)
  expect(await ended(null)).toBe(2)
  expect(await stage.relais.who({ cookie: there.cookie })).toBeNull()
  expect(await stage.relais.who({ cookie: here.cookie })).not.toBeNull()
})

test('PLT-02 a changed password ends every other session and gives this one another token', async () => {
  await stage.begin()
  const [here, other] = [await enter(), await enter()]
  const change = (body: object) => stage.relais.changePassword(post(body), here.who)
  const refused = async (body: object) => {
    const answer = await change(body)
    return [answer.status, (await read(answer)).field]
  }
  expect(await refused({ current: 'autre chose', next })).toEqual([422, 'current'])
  expect(await refused({ current: owner.password, next: 'court' })).toEqual([422, 'next'])
  expect((await signIn(owner.email)).status).toBe(200)

  const changed = await change({ current: owner.password, next })
  expect(changed.status).toBe(200)
  const cookie = cookieIn(changed)
  expect(await stage.relais.who({ cookie })).toMatchObject({ session: here.who.session })
  for (const former of [here.cookie, other.cookie]) expect(await stage.relais.who({ cookie: former })).toBeNull()
  expect((await describe(here.who)).sessions).toHaveLength(1)
  expect((await signIn(owner.email)).status).toBe(401)
  expect((await signIn(owner.email, next)).status).toBe(200)
})

test('PLT-02 whoever signs in over a living session ends the former one of that browser', async () => {
  await stage.begin()
  const [here, there] = [await enter(), await enter()]
  const again = await signIn(owner.email, owner.password, { cookie: here.cookie })
  expect(await stage.relais.who({ cookie: here.cookie })).toBeNull()
  expect(await stage.relais.who({ cookie: there.cookie })).not.toBeNull()
  const cookie = cookieIn(again)
  // A wrong password ends nothing, nor does a cookie that proves nothing.
  expect((await signIn(owner.email, 'autre chose', { cookie })).status).toBe(401)
  await signIn(owner.email, owner.password, { cookie: `${cookie.split('.')[0]}.${'A'.repeat(43)}` })
  const who = await stage.relais.who({ cookie })
  expect(who).not.toBeNull()
  // Whoever joins in its place ends it.
  const { link } = await stage.act(who as Who, 'invite', { space: (who as Who).workspace, role: 'viewer' })
  const guest = { name: 'Moussa Sène', email: 'moussa@teranga.sn', password: 'saint-louis-24' }
  await stage.whoIn(await stage.relais.join(post(guest, { cookie }), link.split('/').at(-1)))
  expect(await stage.relais.who({ cookie })).toBeNull()
  expect(await stage.relais.who({ cookie: there.cookie })).not.toBeNull()
})

test('PLT-02 a password that is changed or chosen anew ends what programs came in by as well', async () => {
  const who = await stage.begin()
  const { pool } = stage.connection
  const link = await makeLink({ pool, clock: stage.clock, origin: 'https://relais.example' }, who.account, 'password')
  const change = () => stage.relais.changePassword(post({ current: owner.password, next }), who)
  const reset = () => stage.relais.reset(post({ next: 'tambour-girafe-99' }), link.split('/').at(-1) as string)
  for (const [password, another] of [[owner.password, change] as const, [next, reset] as const]) {
    const pair = await read(await stage.relais.takeTokens(post({ email: owner.email, password })))
    const given = await read(await stage.relais.makePersonalToken(post({ name: 'Ventes', scope: 'read', days: 30 }), who))
    const bearing = (token: string) => stage.relais.who({ authorization: `Bearer ${token}` })
    for (const token of [pair.access, given.token]) expect(await bearing(token)).not.toBeNull()
    expect((await another()).status).toBe(200)
    for (const token of [pair.access, given.token]) expect(await bearing(token)).toBeNull()
    expect((await stage.relais.refreshTokens(post({ refresh: pair.refresh }))).status).toBe(401)
  }
})

test('PLT-02 the current password may not be guessed there either', async () => {
  await stage.begin()
  const { who } = await enter()
  for (let i = 0; i < 10; i++) expect((await stage.relais.changePassword(post({ current: `faux ${i}`, next }), who)).status).toBe(422)
  expect((await stage.relais.changePassword(post({ current: owner.password, next }), who)).status).toBe(429)
  expect((await signIn(owner.email)).status).toBe(429)
})

test('PLT-02 one signs in by a short name as well, which is one’s own', async () => {
  const who = await stage.begin()
  const rename = (username: unknown, by = who) => stage.relais.rename(post({ username }), by)
  stage.clock.at += 16 * 60_000
  expect((await read(await rename('awa.diop'))).code).toBe('again')
  await stage.relais.confirm(post({ password: owner.password }), who)
  for (const wrong of ['aw', 'awa diop', 'awa@teranga.sn', 'éva', '-awa']) expect((await rename(wrong)).status).toBe(422)
  expect((await rename(' Awa.Diop ')).status).toBe(200)
  expect((await describe(who)).username).toBe('awa.diop')
  expect((await signIn('AWA.diop')).status).toBe(200)
  // The same account: guessing by one name counts for the other.
  for (let i = 0; i < 5; i++) for (const login of ['awa.diop', owner.email]) await signIn(login, `faux ${i}`)
  expect((await signIn('awa.diop')).status).toBe(429)

  const { link } = await stage.act(who, 'invite', { space: who.workspace, role: 'viewer' })
  const guest = { name: 'Moussa Sène', email: 'moussa@teranga.sn', password: 'saint-louis-24' }
  const moussa = await stage.whoIn(await stage.relais.join(post(guest), link.split('/').at(-1)))
  expect((await rename('awa.diop', moussa)).status).toBe(409)
  expect((await rename('', who)).status).toBe(200)
  expect((await rename('awa.diop', moussa)).status).toBe(200)
})
