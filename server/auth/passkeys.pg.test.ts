import { expect, test } from 'vitest'
import { Authenticator } from '../../tests/authenticator.ts'
import { cookieIn, get, owner, post, read, RelaisStage } from '../../tests/relais-stage.ts'
import type { Who } from '../sync/who.ts'

const stage = new RelaisStage()
const site = 'http://localhost'
const firefox = { 'user-agent': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0' }
const said = async (answer: Response) => ({ status: answer.status, ...(await read(answer)) })
const later = (time: number) => (stage.clock.at += time)
const minute = 60_000

const question = async (who: Who) => read(await stage.relais.proposePasskey(post({}), who))
async function made(who: Who, device = new Authenticator(site)): Promise<Authenticator> {
  const added = await stage.relais.addPasskey(post({ response: device.make(await question(who)) }, firefox), who)
  expect(added.status).toBe(200)
  return device
}
const asked = async () => read(await stage.relais.askPasskey(get()))
const enter = (response: object) => stage.relais.signInByPasskey(post({ response }))
const passkeys = async (who: Who) => (await read(await stage.relais.account(get(), who))).passkeys

test('PLT-03 a passkey is added under the name of its device, signs in by itself, is renamed and removed', async () => {
  const who = await stage.begin()
  const device = await made(who)
  const [kept] = await passkeys(who)
  expect(kept).toEqual({ id: expect.any(String), name: 'Firefox · Windows', at: stage.clock.at, used: null })
  later(minute)
  expect((await stage.whoIn(await enter(device.sign(await asked())))).account).toBe(who.account)
  expect((await passkeys(who))[0].used).toBe(stage.clock.at)

  expect((await said(await stage.relais.renamePasskey(post({ name: ' ' }), who, kept.id))).field).toBe('name')
  expect((await stage.relais.renamePasskey(post({ name: 'Téléphone' }), who, kept.id)).status).toBe(200)
  expect((await passkeys(who))[0].name).toBe('Téléphone')
  const stranger = { ...who, account: 'somebodyelse' }
  expect((await stage.relais.renamePasskey(post({ name: 'À moi' }), stranger, kept.id)).status).toBe(404)
  expect((await stage.relais.removePasskey(post({}), who, kept.id)).status).toBe(200)
  expect((await said(await enter(device.sign(await asked())))).code).toBe('unknownPasskey')
})

test('PLT-03 a passkey stands for both steps, and asks its owner to unlock it', async () => {
  const who = await stage.begin()
  const device = await made(who)
  expect(await question(who)).toMatchObject({
    rp: { id: 'localhost' },
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    excludeCredentials: [{ type: 'public-key' }],
  })
  expect(await asked()).toMatchObject({ rpId: 'localhost', userVerification: 'required' })
  device.unlocked = false
  expect((await said(await enter(device.sign(await asked())))).code).toBe('passkey')
  const locked = new Authenticator(site)
  locked.unlocked = false
  expect((await said(await stage.relais.addPasskey(post({ response: locked.make(await question(who)) }), who))).code).toBe('notMade')
  device.unlocked = true
  expect((await enter(device.sign(await asked()))).status).toBe(200)
})

test('PLT-03 a challenge serves once, for fifteen minutes, and for what it was made', async () => {
  const who = await stage.begin()
  const device = await made(who)
  // One that several devices share counts nothing.
  device.counter = -1
  const answer = device.sign(await asked())
  const both = await Promise.all([enter(answer), enter(answer)])
  expect(both.map(({ status }) => status).sort()).toEqual([200, 401])
  expect((await enter(answer)).status).toBe(401)

  const slow = device.sign(await asked())
  later(15 * minute)
  expect((await said(await enter(slow))).code).toBe('passkey')
  expect(
    (await said(await enter(device.sign(await asked().then(({ challenge }) => ({ challenge: `${challenge.slice(0, -6)}AAAAAA` })))))).code
  ).toBe('passkey')
  await stage.relais.confirm(post({ password: owner.password }), who)
  expect((await said(await enter(device.sign(await question(who))))).code).toBe('passkey')
  const other = new Authenticator(site)
  const proposed = await question(who)
  const wrong = other.make({ ...(await asked()), user: proposed.user })
  expect((await said(await stage.relais.addPasskey(post({ response: wrong }), who))).code).toBe('notMade')
})

test('PLT-03 a copy of a key, another key and another place are refused', async () => {
  const who = await stage.begin()
  const device = await made(who)
  expect((await enter(device.sign(await asked()))).status).toBe(200)
  device.counter -= 1
  expect((await said(await enter(device.sign(await asked())))).code).toBe('passkey')
  device.counter += 1
  expect((await enter(device.sign(await asked()))).status).toBe(200)

  // Signed by another key under this one’s name, or on a page that looks like ours.
  const forger = new Authenticator(site)
  forger.make(await question(who))
  forger.counter = 9
  expect((await enter({ ...forger.sign(await asked()), id: device.sign(await asked()).id })).status).toBe(401)
  const phished = new Authenticator('http://localhost.evil.example')
  const wrong = await stage.relais.addPasskey(post({ response: phished.make(await question(who)) }), who)
  expect((await said(wrong)).code).toBe('notMade')
  for (const nonsense of [null, 'x', {}, { id: 'x' }, { id: ['x'] }]) expect((await enter(nonsense as object)).status).toBe(401)
})

test('PLT-03 passkeys are added and removed by whoever has shown lately who they are, under another token', async () => {
  await stage.begin()
  const cookie = cookieIn(await stage.relais.signIn(post({ email: owner.email, password: owner.password })))
  const who = (await stage.relais.who({ cookie })) as Who
  const device = new Authenticator(site)
  const added = await stage.relais.addPasskey(post({ response: device.make(await question(who)) }), who)
  expect(await stage.relais.who({ cookie: cookieIn(added) })).toMatchObject({ session: who.session })
  expect(await stage.relais.who({ cookie })).toBeNull()
  later(16 * minute)
  const [{ id }] = await passkeys(who)
  for (const asked of [
    stage.relais.proposePasskey(post({}), who),
    stage.relais.addPasskey(post({}), who),
    stage.relais.removePasskey(post({}), who, id),
  ])
    expect((await said(await asked)).code).toBe('again')
  // A session that a passkey began is fresh.
  const fresh = await stage.whoIn(await enter(device.sign(await asked())))
  expect((await stage.relais.removePasskey(post({}), fresh, id)).status).toBe(200)
})
