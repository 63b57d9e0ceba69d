import { URI, type TOTP } from 'otpauth'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { Authenticator } from '../../tests/authenticator.ts'
import { IdentityProvider, Traveller } from '../../tests/identity-provider.ts'
import { cookieIn, get, owner, post, read, RelaisStage } from '../../tests/relais-stage.ts'
import type { Who } from '../sync/who.ts'

const back = 'https://relais.example/connexion'
const company = new IdentityProvider(back)
beforeAll(() => company.open())
afterAll(() => company.close())
const stage = new RelaisStage(undefined, () => company.settings)
beforeEach(() => {
  // The provider’s clock is the true one.
  stage.clock.at = Date.now()
  company.people.clear()
  company.people.set('42', { email: 'awa@teranga.sn', verified: true, name: 'Awa Diop' })
  company.people.set('43', { email: 'moussa@teranga.sn', verified: true, name: 'Moussa Sène' })
})
const minute = 60_000
const said = async (answer: Response) => ({ status: answer.status, ...(await read(answer)) })
const keptIn = (answer: Response) => answer.headers.getSetCookie().find(line => line.startsWith('__Host-relais-provider=')) ?? ''

/** Where one is sent, and with what cookie. */
async function gone(asked: Response): Promise<{ address: string; cookie: string }> {
  expect(asked.status).toBe(200)
  const kept = keptIn(asked)
  expect(kept).toMatch(/; Path=\/; HttpOnly; Secure; SameSite=Strict; Max-Age=600$/)
  return { address: (await read(asked)).address, cookie: kept.split(';')[0] as string }
}
const come = (answer: string, cookie: string, who: Who | null = null) =>
  stage.relais.comeByProvider(post({ answer }, { cookie }), who, '203.0.113.7')
/** There and back. */
async function by(as: string, { asked = stage.relais.askProvider(post({})), who = null as Who | null } = {}): Promise<Response> {
  const { address, cookie } = await gone(await asked)
  return come(await new Traveller().go(address, as), cookie, who)
}
const link = async (who: Who, as = '42') => by(as, { asked: stage.relais.linkProvider(post({}), who), who })
const own = async (who: Who) => read(await stage.relais.ownProvider(get(), who))
const password = () => stage.relais.signIn(post({ email: owner.email, password: owner.password }))

test('PLT-03 what is linked while signed in opens the door from then on, in one browser and once', async () => {
  const who = await stage.begin()
  const linked = await link(who)
  expect(await said(linked.clone())).toEqual({ status: 200, done: true, linked: true })
  expect(keptIn(linked)).toMatch(/^__Host-relais-provider=; .*Max-Age=0$/)
  expect(await stage.relais.who({ cookie: cookieIn(linked) })).toMatchObject({ session: who.session })
  expect(await own(who)).toMatchObject({
    label: 'Teranga ID',
    here: true,
    password: true,
    identities: [{ caption: 'awa@teranga.sn', used: null }],
  })

  const { address, cookie } = await gone(await stage.relais.askProvider(post({})))
  const asked = new URL(address).searchParams
  expect(Object.fromEntries(asked)).toMatchObject({ redirect_uri: back, response_type: 'code', code_challenge_method: 'S256' })
  expect([asked.get('state')?.length, asked.get('nonce')?.length, asked.get('code_challenge')?.length]).toEqual([43, 43, 43])
  const answer = await new Traveller().go(address, '42')
  // In another browser, or with another state, it opens nothing, and uses nothing up.
  const other = await gone(await stage.relais.askProvider(post({})))
  for (const kept of [other.cookie, '', '__Host-relais-provider=x', `${cookie}x`.replace('=', '=A')])
    expect((await said(await come(answer, kept))).code).toBe('elsewhere')
  expect((await said(await come(answer.replace(/state=[^&]+/, 'state=x'), cookie))).code).toBe('elsewhere')
  const both = await Promise.all([come(answer, cookie), come(answer, cookie)])
  expect(both.map(({ status }) => status).sort()).toEqual([200, 410])
  const entered = both.find(({ status }) => status === 200) as Response
  expect((await stage.whoIn(entered)).account).toBe(who.account)
  expect((await said(await come(answer, cookie))).code).toBe('elsewhere')
  expect((await own(who)).identities[0].used).toBe(stage.clock.at)
  const { rows } = await stage.connection.pool.query('select action from audit order by id')
  expect(rows.map(row => row.action)).toEqual(['signIn', 'identityLinked', 'signIn'])
})

test('PLT-03 a sign-in through the provider that takes more than ten minutes begins again', async () => {
  await link(await stage.begin())
  const { address, cookie } = await gone(await stage.relais.askProvider(post({})))
  const answer = await new Traveller().go(address, '42')
  stage.clock.at += 10 * minute
  expect((await said(await come(answer, cookie))).code).toBe('elsewhere')
})

test('PLT-03 who gives up at the provider, or whom it does not know, is told so', async () => {
  await stage.begin()
  expect((await said(await by(''))).code).toBe('providerClosed')
  const nobody = await said(await by('43'))
  expect([nobody.status, Object.keys(nobody).sort()]).toEqual([200, ['status', 'unlinked']])
})

test('PLT-03 an address alone links nothing: whoever has it signs in by password first, and it must be proven on both sides', async () => {
  const who = await stage.begin()
  const shown = async (as: string) => (await read(await by(as))).unlinked.identity as string
  const claim = async (as: Who, identity: string) => read(await stage.relais.claimProvider(post({ identity }), as))
  const first = await shown('42')
  // Not proven here yet.
  const fresh = await stage.whoIn(await password())
  expect(await claim(fresh, first)).toEqual({ linked: false })
  await stage.connection.pool.query('update account set verified_at = 1')
  // Of somebody else; of an address that the provider does not answer for; not ours.
  expect(await claim(fresh, await shown('43'))).toEqual({ linked: false })
  company.people.set('44', { email: 'awa@teranga.sn', verified: false, name: 'Not Awa' })
  expect(await claim(fresh, await shown('44'))).toEqual({ linked: false })
  expect(await claim(fresh, `${first.slice(0, -4)}AAAA`)).toEqual({ linked: false })
  expect((await own(who)).identities).toEqual([])
  expect(await claim(fresh, first)).toEqual({ linked: true })
  expect((await stage.whoIn(await by('42'))).account).toBe(who.account)
  // Later, somebody else has the address there: they are not her.
  company.people.set('45', { email: 'awa@teranga.sn', verified: true, name: 'Awa Ba' })
  expect((await read(await by('45'))).done).toBeUndefined()
  expect(await claim(fresh, await shown('45'))).toEqual({ linked: false })
})

test('PLT-03 what was shown at the provider is linked for ten minutes, by whoever has just shown who they are', async () => {
  await stage.begin()
  await stage.connection.pool.query('update account set verified_at = 1')
  const { unlinked } = await read(await by('42'))
  const fresh = await stage.whoIn(await password())
  stage.clock.at += 10 * minute
  expect(await read(await stage.relais.claimProvider(post(unlinked), fresh))).toEqual({ linked: false })
  stage.clock.at += 6 * minute
  expect((await said(await stage.relais.claimProvider(post(unlinked), fresh))).code).toBe('again')
})

test('PLT-03 our second factor counts, unless the provider has asked for two things itself', async () => {
  const who = await stage.begin()
  await link(who)
  const { uri, draft } = await read(await stage.relais.beginSecondFactor(post({}), who))
  const application = URI.parse(uri) as TOTP
  const code = (steps: number) => application.generate({ timestamp: stage.clock.at + steps * 30_000 })
  expect((await stage.relais.turnOnSecondFactor(post({ draft, code: code(0) }), who)).status).toBe(200)
  const half = await by('42')
  const { pending, ...rest } = await read(half)
  expect([half.headers.getSetCookie().some(line => line.startsWith('__Host-relais=')), rest]).toEqual([false, {}])
  expect((await said(await stage.relais.signInSecond(post({ pending, code: '000000' })))).code).toBe('wrongCode')
  expect((await stage.whoIn(await stage.relais.signInSecond(post({ pending, code: code(1) })))).account).toBe(who.account)
  // One thing is not two to show again who one is, either.
  const again = () => by('42', { asked: stage.relais.proveByProvider(post({}), who), who })
  expect((await said(await again())).code).toBe('somebodyElse')
  company.people.set('42', { email: 'awa@teranga.sn', verified: true, name: 'Awa Diop', amr: ['pwd', 'mfa'] })
  expect((await stage.whoIn(await by('42'))).account).toBe(who.account)
  expect((await again()).status).toBe(200)
})

test('PLT-03 whoever is put out of the company stays out, whatever the provider says', async () => {
  const awa = await stage.begin()
  const { link: address } = await stage.act(awa, 'invite', { space: awa.workspace, role: 'viewer' })
  const join = post({ name: 'Moussa Sène', email: 'moussa@teranga.sn', password: 'saint-louis-24' })
  const moussa = await stage.whoIn(await stage.relais.join(join, address.split('/').at(-1)))
  expect((await link(moussa, '43')).status).toBe(200)
  expect((await by('43')).status).toBe(200)
  await stage.act(awa, 'suspendPerson', { person: moussa.person })
  expect(await said(await by('43'))).toMatchObject({ status: 401, code: 'suspended' })
})

test('PLT-03 an identity has one account, an account one identity of the provider; linking asks who one is', async () => {
  const who = await stage.begin()
  expect((await link(who)).status).toBe(200)
  expect((await said(await link(who, '43'))).code).toBe('taken')
  expect((await said(await by('43'))).unlinked).toBeDefined()
  // By the session that asked, and no other.
  const asked = stage.relais.linkProvider(post({}), who)
  const other = await stage.whoIn(await password())
  expect((await said(await by('43', { asked, who: other }))).code).toBe('signedOut')
  // A quarter of an hour later.
  await stage.connection.pool.query('update session set proven_at = 0')
  for (const refused of [stage.relais.linkProvider(post({}), who), stage.relais.unlinkProvider(get(`?issuer=${company.origin}`), who)])
    expect((await said(await refused)).code).toBe('again')
  // The provider shows it as well as the password would.
  const sure = await by('42', { asked: stage.relais.proveByProvider(post({}), who), who })
  expect(await said(sure)).toEqual({ status: 200, done: true, sure: true })
  expect((await stage.relais.unlinkProvider(get(`?issuer=${company.origin}`), who)).status).toBe(200)
  expect((await said(await by('42'))).unlinked).toBeDefined()
})

test('PLT-03 an invitation is taken through the provider, without a password, and the last way in is not taken away', async () => {
  const awa = await stage.begin()
  const invited = async () => {
    const { link: address } = await stage.act(awa, 'invite', { space: awa.workspace, role: 'viewer' })
    return address.split('/').at(-1) as string
  }
  const through = async (invitation: string, as: string) => read(await by(as, { asked: stage.relais.askProvider(post({ invitation })) }))
  const invitation = await invited()
  const { joining } = await through(invitation, '43')
  expect(joining).toMatchObject({ invitation, name: 'Moussa Sène', email: 'moussa@teranga.sn' })
  // For this invitation, and as the address that the provider said.
  const { identity } = joining
  const body = { name: 'Moussa Sène', email: 'awa@teranga.sn', identity }
  expect((await said(await stage.relais.join(post(body), await invited()))).code).toBe('elsewhere')
  expect((await said(await stage.relais.join(post({ ...body, identity: 'x' }), invitation))).code).toBe('elsewhere')
  const moussa = await stage.whoIn(await stage.relais.join(post(body), invitation))
  expect(await own(moussa)).toMatchObject({ here: true, password: false })
  const { rows } = await stage.connection.pool.query('select email, verified_at is not null as proven from account where id = $1', [
    moussa.account,
  ])
  expect(rows).toEqual([{ email: 'moussa@teranga.sn', proven: true }])
  for (const guess of ['', 'saint-louis-24'])
    expect((await said(await stage.relais.signIn(post({ email: 'moussa@teranga.sn', password: guess })))).code).toBe('wrong')
  expect((await stage.whoIn(await by('43'))).account).toBe(moussa.account)
  const unlinked = await said(await stage.relais.unlinkProvider(get(`?issuer=${company.origin}`), moussa))
  expect([unlinked.code, (await own(moussa)).identities.length]).toEqual(['lastWay', 1])

  // Into another company or space with the same account: nothing more is asked.
  const again = await through(await invited(), '43')
  expect(again.joining.email).toBe('moussa@teranga.sn')
  expect((await stage.whoIn(await stage.relais.join(post(again.joining), again.joining.invitation))).account).toBe(moussa.account)
  // An address that has an account is not taken over; nor is one believed that the provider does not answer for.
  const third = await through(await invited(), '42')
  expect((await said(await stage.relais.join(post(third.joining), third.joining.invitation))).code).toBe('hasAccount')
  company.people.set('46', { email: 'fatou@teranga.sn', verified: false, name: 'Fatou' })
  expect((await through(await invited(), '46')).code).toBe('unproven')
  expect((await said(await stage.relais.askProvider(post({ invitation: 'x' })))).code).toBe('gone')
  // With a passkey the identity may go; then the passkey may not.
  const response = new Authenticator('http://localhost').make(await read(await stage.relais.proposePasskey(post({}), moussa)))
  expect((await stage.relais.addPasskey(post({ response }), moussa)).status).toBe(200)
  expect((await stage.relais.unlinkProvider(get(`?issuer=${company.origin}`), moussa)).status).toBe(200)
  const [{ id }] = (await read(await stage.relais.account(get(), moussa))).passkeys
  expect((await said(await stage.relais.removePasskey(post({}), moussa, id))).code).toBe('lastWay')
})

test('PLT-03 what is asked of the provider by one address is counted', async () => {
  await stage.begin()
  // Each is told to whoever runs the server.
  const told = vi.spyOn(console, 'error').mockImplementation(() => {})
  const codes: string[] = []
  for (let tried = 0; tried < 61; tried++) {
    const { address, cookie } = await gone(await stage.relais.askProvider(post({})))
    const state = new URL(address).searchParams.get('state')
    // A code that it never gave.
    codes.push((await said(await come(`?code=x&iss=${encodeURIComponent(company.origin)}&state=${state}`, cookie))).code)
  }
  expect([new Set(codes.slice(0, 60)), codes[60]]).toEqual([new Set(['provider']), 'busy'])
  expect([told.mock.calls.length, String(told.mock.calls[0])]).toEqual([60, expect.stringContaining('OAUTH_RESPONSE_BODY_ERROR')])
  told.mockRestore()
})
