import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { TOTP, URI } from 'otpauth'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { linkIn, PostOffice } from '../../tests/post-office.ts'
import { cookieIn, get, owner, post, read, RelaisStage } from '../../tests/relais-stage.ts'
import type { Who } from '../sync/who.ts'

const office = new PostOffice()
beforeAll(() => office.open())
afterAll(() => office.close())
const stage = new RelaisStage(() => ({ url: office.url, from: 'Relais <relais@relais.example>', origin: 'https://relais.example' }))
const minute = 60_000
const next = 'gorée-mer-phare-88'

/** The application that took the key, and what it would show. */
let application = new TOTP()
const shown = (steps = 0) => application.generate({ timestamp: stage.clock.at + steps * 30_000 })
const later = (time = minute) => (stage.clock.at += time)
const said = async (answer: Response) => ({ status: answer.status, ...(await read(answer)) })

/** Turns it on for the owner, and answers with the codes on paper. */
async function protect(who: Who): Promise<string[]> {
  const { uri, draft } = await read(await stage.relais.beginSecondFactor(post({}), who))
  application = URI.parse(uri) as TOTP
  const on = await said(await stage.relais.turnOnSecondFactor(post({ draft, code: shown() }), who))
  expect(on.status).toBe(200)
  later()
  return on.codes
}
const password = (typed = owner.password) => stage.relais.signIn(post({ email: owner.email, password: typed }))
const halfway = async () => (await read(await password())).pending as string
const second = (pending: string, code: string) => stage.relais.signInSecond(post({ pending, code }))

test('PLT-03 with a second factor the password alone opens nothing, and the code opens once', async () => {
  const who = await stage.begin()
  const before = await password()
  await protect(who)
  const answer = await password()
  expect([answer.status, answer.headers.get('set-cookie')]).toEqual([200, null])
  const { pending, ...rest } = await read(answer)
  expect(rest).toEqual({})
  // What stands for half of the way is no session.
  expect(await stage.relais.who({ cookie: `__Host-relais=${pending}` })).toBeNull()
  expect(before.headers.get('set-cookie')).not.toBeNull()

  const code = shown()
  const entered = await second(pending, code)
  expect((await stage.whoIn(entered)).account).toBe(who.account)
  // Neither the half entry, nor the code, nor one before it, serves again.
  expect((await said(await second(pending, shown(1)))).code).toBe('over')
  const another = await halfway()
  expect((await said(await second(another, code))).code).toBe('wrongCode')
  expect((await said(await second(another, shown(-1)))).code).toBe('wrongCode')
  expect((await second(another, shown(1))).status).toBe(200)
})

test('PLT-03 of two who bring the same half entry and code at once, one comes in', async () => {
  await protect(await stage.begin())
  const [one, other] = [await halfway(), await halfway()]
  const same = await Promise.all([second(one, shown()), second(one, shown())])
  expect(same.map(({ status }) => status).sort()).toEqual([200, 410])
  later()
  const again = await halfway()
  const code = await Promise.all([second(other, shown()), second(again, shown())])
  expect(code.map(({ status }) => status).sort()).toEqual([200, 401])
})

test('PLT-03 half of the way is good for five minutes, and not after another password', async () => {
  const who = await stage.begin()
  await protect(who)
  const slow = await halfway()
  later(5 * minute)
  expect((await said(await second(slow, shown()))).code).toBe('over')
  const former = await halfway()
  expect((await stage.relais.changePassword(post({ current: owner.password, next }), who)).status).toBe(200)
  expect((await said(await second(former, shown()))).code).toBe('over')
})

test('PLT-03 five wrong codes make the account wait, many at once too, whatever the half entry', async () => {
  await protect(await stage.begin())
  const pending = await halfway()
  const guesses = await Promise.all(Array.from({ length: 20 }, (_, i) => second(pending, String(100_000 + i))))
  const counted = guesses.map(({ status }) => status)
  expect([counted.filter(status => status === 401).length, counted.filter(status => status === 429).length]).toEqual([5, 15])
  const refused = await second(await halfway(), shown())
  expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([429, true])
  later(15 * minute)
  expect((await second(await halfway(), shown())).status).toBe(200)
})

test('PLT-03 a recovery code opens once, however it is typed; new ones make the former void', async () => {
  const who = await stage.begin()
  const [first = '', other = ''] = await protect(who)
  expect((await second(await halfway(), first.toUpperCase().replaceAll('-', ' '))).status).toBe(200)
  expect((await said(await second(await halfway(), first))).code).toBe('wrongCode')
  const { secondFactor } = await read(await stage.relais.account(get(), who))
  expect(secondFactor).toEqual({ since: expect.any(Number), codes: 9 })
  const { codes } = await read(await stage.relais.renewRecoveryCodes(post({}), who))
  expect(codes).toHaveLength(10)
  expect((await second(await halfway(), other)).status).toBe(401)
  expect((await second(await halfway(), codes[0])).status).toBe(200)
})

test('PLT-03 nothing that opens stands readable in the database', async () => {
  const codes = await protect(await stage.begin())
  const pending = await halfway()
  const tables = ['second_factor', 'recovery_code', 'half_entry', 'session', 'account']
  const all = await Promise.all(tables.map(table => stage.connection.pool.query(`select t::text as row from ${table} t`)))
  const kept = all.flatMap(({ rows }) => rows.map(({ row }) => row)).join('\n')
  const texts = codes
    .flatMap(code => [code, code.replaceAll('-', '')])
    .concat(application.secret.hex, application.secret.base32, pending.split('.')[1] ?? '')
  for (const text of texts)
    for (const form of [text, Buffer.from(text).toString('hex'), Buffer.from(text, 'base64url').toString('hex')])
      expect(kept).not.toContain(form)
  expect(kept).toContain('awa@teranga.sn')
})

test('PLT-03 a letter does not go round the second factor, and a wrong code does not use the link up', async () => {
  let number = office.letters.length
  await protect(await stage.begin())
  await stage.relais.forgotten(post({ login: owner.email }))
  let link = ''
  // Not the one that tells that it is on.
  for (; !link.includes('/mot-de-passe/'); number++) link = linkIn(await office.letter(number))
  link = link.split('/').at(-1) as string
  expect(await read(await stage.relais.resetting(get(), link))).toEqual({ email: 'awa@teranga.sn', secondFactor: true })
  const reset = (code?: string) => stage.relais.reset(post({ next, code }), link)
  expect((await said(await reset())).code).toBe('secondFactor')
  expect((await said(await reset('000000'))).code).toBe('wrongCode')
  expect((await password()).status).toBe(200)
  await stage.whoIn(await reset(shown()))
  expect((await password()).status).toBe(401)
})

test('PLT-03 an invitation taken with an account asks for its second factor', async () => {
  const who = await stage.begin()
  await protect(who)
  const { link } = await stage.act(who, 'invite', { space: who.workspace, role: 'viewer' })
  const join = (code?: string) =>
    stage.relais.join(post({ name: owner.name, email: owner.email, password: owner.password, code }), link.split('/').at(-1))
  expect((await said(await join())).code).toBe('secondFactor')
  expect((await said(await join('000000'))).code).toBe('wrongCode')
  await stage.whoIn(await join(shown()))
})

test('PLT-03 what protects the account is changed by whoever has shown lately who they are, under another token', async () => {
  await stage.begin()
  const cookie = cookieIn(await password())
  const who = (await stage.relais.who({ cookie })) as Who
  later(16 * minute)
  for (const asked of [
    stage.relais.beginSecondFactor(post({}), who),
    stage.relais.turnOnSecondFactor(post({}), who),
    stage.relais.renewRecoveryCodes(post({}), who),
  ])
    expect((await said(await asked)).code).toBe('again')
  expect((await said(await stage.relais.confirm(post({ password: 'autre chose' }), who))).field).toBe('password')
  const confirmed = await stage.relais.confirm(post({ password: owner.password }), who)
  expect(await stage.relais.who({ cookie: cookieIn(confirmed) })).toMatchObject({ session: who.session })
  expect(await stage.relais.who({ cookie })).toBeNull()
  const { draft, uri } = await read(await stage.relais.beginSecondFactor(post({}), who))
  application = URI.parse(uri) as TOTP
  expect((await said(await stage.relais.turnOnSecondFactor(post({ draft, code: '000000' }), who))).field).toBe('code')
  const on = await stage.relais.turnOnSecondFactor(post({ draft, code: shown() }), who)
  expect(await stage.relais.who({ cookie: cookieIn(on) })).toMatchObject({ session: who.session })
  expect(await stage.relais.who({ cookie: cookieIn(confirmed) })).toBeNull()

  // From then on the password alone shows nobody.
  later()
  for (const asked of ['confirm', 'turnOffSecondFactor'] as const) {
    expect((await said(await stage.relais[asked](post({ password: owner.password }), who))).field).toBe('code')
    expect((await said(await stage.relais[asked](post({ password: owner.password, code: '000000' }), who))).field).toBe('code')
  }
  expect((await stage.relais.confirm(post({ password: owner.password, code: shown() }), who)).status).toBe(200)
  later()
  // Off, only by whoever knows the password and has a code, however lately they have shown it.
  expect((await said(await stage.relais.turnOffSecondFactor(post({ code: shown() }), who))).field).toBe('password')
  expect((await read(await password())).pending).toEqual(expect.any(String))
  const off = await stage.relais.turnOffSecondFactor(post({ password: owner.password, code: shown() }), who)
  expect(await stage.relais.who({ cookie: cookieIn(off) })).toMatchObject({ session: who.session })
  expect((await password()).headers.get('set-cookie')).not.toBeNull()
})

test('PLT-03 a key that waited too long, or was made for another account, turns nothing on', async () => {
  const who = await stage.begin()
  const { draft, uri } = await read(await stage.relais.beginSecondFactor(post({}), who))
  application = URI.parse(uri) as TOTP
  const turnOn = async (by: Who, given: string) =>
    (await said(await stage.relais.turnOnSecondFactor(post({ draft: given, code: shown() }), by))).code
  const { link } = await stage.act(who, 'invite', { space: who.workspace, role: 'viewer' })
  const guest = { name: 'Moussa Sène', email: 'moussa@teranga.sn', password: 'saint-louis-24' }
  const moussa = await stage.whoIn(await stage.relais.join(post(guest), link.split('/').at(-1)))
  expect(await turnOn(moussa, draft)).toBe('late')
  const half = draft.length >> 1
  expect(await turnOn(who, `${draft.slice(0, half)}${draft[half] === 'A' ? 'B' : 'A'}${draft.slice(half + 1)}`)).toBe('late')
  later(14 * minute)
  await stage.relais.confirm(post({ password: owner.password }), who)
  later(17 * minute)
  await stage.relais.confirm(post({ password: owner.password }), who)
  expect(await turnOn(who, draft)).toBe('late')
})

test('PLT-03 for whoever has lost everything, who runs the server turns it off', async () => {
  await protect(await stage.begin())
  const off = (login: string) =>
    promisify(execFile)(process.execPath, [join(import.meta.dirname, 'second-factor-off.ts'), login], {
      env: { ...process.env, DATABASE_URL: stage.connection.pool.options.connectionString },
    })
  await expect(off('personne@teranga.sn')).rejects.toThrow('Aucun compte du nom de personne@teranga.sn')
  expect((await read(await password())).pending).toEqual(expect.any(String))
  expect((await off('AWA@teranga.sn')).stdout).toContain('suffit de nouveau')
  await stage.whoIn(await password())
})
