import { afterEach, beforeEach, expect, test } from 'vitest'
import { Forger } from '../../tests/forger.ts'
import { isProblem } from '../http/answer.ts'
import { Outbound } from '../http/outbound.ts'
import { Provider } from './provider.ts'
import { providerSettings } from './provider-settings.ts'

let forger: Forger
let provider: Provider
const told: unknown[] = []
const clock = { at: 0, now: () => Date.now() + clock.at }
beforeEach(async () => {
  told.length = clock.at = 0
  forger = await new Forger().open()
  const { settings } = forger
  provider = new Provider({
    settings,
    clock,
    outbound: new Outbound({ ...settings, patience: 5_000 }),
    fault: what => void told.push(what),
  })
})
afterEach(() => forger.close())

/** There and back: who it says, or the code of why not. */
async function heard(change: (answer: URLSearchParams) => void = () => {}, within?: number) {
  const asked = await provider.ask()
  if (isProblem(asked)) return asked.code
  const answer = forger.back(asked.address)
  change(answer)
  const said = await provider.hear(answer, asked.question, within)
  return isProblem(said) ? said.code : said
}

test('PLT-03 who the provider says somebody is comes signed by its key, for us and for this question', async () => {
  const awa = { issuer: forger.origin, subject: '42', email: 'awa@teranga.sn', name: '', strong: false }
  expect(await heard()).toEqual(awa)
  const now = Math.floor(Date.now() / 1_000)
  const wrong: Record<string, ReturnType<Forger['token']>> = {
    'another key': { key: forger.another.privateKey },
    'no signature': { header: { alg: 'none' }, key: null },
    'no signature, said to be one': { key: null },
    'the secret that we have too': { header: { alg: 'HS256' }, key: 'relais-secret' },
    'a key in the token': {
      header: { jwk: forger.another.publicKey.export({ format: 'jwk' }), kid: 'two' },
      key: forger.another.privateKey,
    },
    'for another application': { claims: { aud: 'another' } },
    'for several, used by another': { claims: { aud: ['relais', 'another'], azp: 'another' } },
    'of another issuer': { claims: { iss: 'https://another.example' } },
    'of another question': { claims: { nonce: 'another' } },
    'of no question': { claims: { nonce: undefined } },
    'too old': { claims: { exp: now - 60 } },
    'without an end': { claims: { exp: undefined } },
    'not yet good': { claims: { nbf: now + 600 } },
    'of nobody': { claims: { sub: undefined } },
    'of somebody with a NUL': { claims: { sub: '4\u00002' } },
  }
  for (const [name, token] of Object.entries(wrong)) {
    forger.token = () => token
    expect([name, await heard()]).toEqual([name, 'provider'])
  }
  // Why is told to whoever runs the server, and nothing of what came.
  expect(told.join('\n')).toContain('unexpected JWT "alg" header parameter')
  expect(told.join('\n')).not.toMatch(/eyJ|relais-secret|awa@/)
  forger.token = () => ({})
  expect(await heard()).toEqual(awa)
  // By our clock.
  clock.at = 3_600_000
  expect(await heard()).toBe('provider')
})

test('PLT-03 an answer to another question, of another provider, or without a code is none', async () => {
  for (const [name, value, code] of [
    ['state', 'x', 'provider'],
    ['iss', 'https://another.example', 'provider'],
    ['code', '', 'provider'],
    ['error', 'access_denied', 'providerClosed'],
  ] as const) {
    const asked = forger.asked.length
    expect([name, await heard(answer => answer.set(name, value))]).toEqual([name, code])
    expect(forger.asked.slice(asked)).not.toContain('/token')
  }
})

test('PLT-03 an address counts when the provider answers for it, and two things when it says so', async () => {
  const claims = async (said: object) => {
    forger.token = () => ({ claims: said })
    const { email, strong } = (await heard()) as { email: string | null; strong: boolean }
    return [email, strong]
  }
  for (const said of [
    { email_verified: false },
    { email_verified: 'true' },
    { email_verified: undefined },
    { email: 'x' },
    { email: ['a@b.c'] },
  ])
    expect([said, await claims(said)]).toEqual([said, [null, false]])
  for (const said of [{ amr: ['pwd', 'mfa'] }, { acr: 'https://refeds.org/profile/mfa' }])
    expect([said, await claims(said)]).toEqual([said, ['awa@teranga.sn', true]])
  for (const said of [{ amr: ['pwd'] }, { amr: 'mfa' }, { acr: '1' }, { acr: ['https://refeds.org/profile/mfa'] }])
    expect([said, await claims(said)]).toEqual([said, ['awa@teranga.sn', false]])
})

test('PLT-03 who is asked to show again who they are must have shown it since', async () => {
  const now = Math.floor(Date.now() / 1_000)
  for (const [shown, outcome] of [
    [now - 10, 'object'],
    [now - 3_600, 'string'],
    [undefined, 'string'],
  ] as const) {
    forger.token = () => ({ claims: { auth_time: shown } })
    expect([shown, typeof (await heard(undefined, 300))]).toEqual([shown, outcome])
  }
})

test('A24 a provider whose discovery names an address inside, or sends elsewhere, is not followed', async () => {
  const inside = await new Forger().open()
  const { origin } = inside
  const tried = async (discovery: object) => {
    forger.discovery = discovery
    provider = new Provider({ settings: forger.settings, clock, outbound: new Outbound(forger.settings), fault: () => {} })
    return heard()
  }
  // Another door of this machine than the one that is named in the settings.
  expect(await tried({ token_endpoint: `${origin}/token` })).toBe('providerAway')
  expect(await tried({ jwks_uri: `${origin}/jwks` })).toBe('providerAway')
  expect(await tried({ token_endpoint: 'https://169.254.169.254/latest/meta-data' })).toBe('providerAway')
  expect(await tried({ jwks_uri: 'https://localhost/jwks' })).toBe('providerAway')
  expect(await tried({ token_endpoint: 'file:///etc/passwd' })).not.toBeTypeOf('object')
  // Nor is a browser sent there.
  for (const authorization_endpoint of [`${origin}/authorize`, 'javascript:alert(1)', 'https://10.0.0.1/', undefined])
    expect([authorization_endpoint, await tried({ authorization_endpoint })]).toEqual([authorization_endpoint, 'providerAway'])
  // It says of itself that it is another.
  expect(await tried({ issuer: 'https://another.example' })).toBe('provider')
  forger.discovery = {}
  forger.elsewhere = `${origin}/.well-known/openid-configuration`
  expect(await tried({})).toBe('provider')
  expect(inside.asked).toEqual([])
  await inside.close()
})

test('PLT-03 a provider that does not answer is asked again after a moment, once for all who come meanwhile', async () => {
  forger.elsewhere = 'https://another.example/'
  for (let tried = 0; tried < 3; tried++) expect(await heard()).toBe('provider')
  expect(forger.asked).toHaveLength(1)
  forger.elsewhere = null
  clock.at = 11_000
  const both = await Promise.all([provider.ask(), provider.ask()])
  expect([both.map(isProblem), forger.asked.length]).toEqual([[false, false], 2])
})

test('PLT-03 half a provider is refused at the start, with words', () => {
  const whole = {
    OIDC_ISSUER: 'https://id.example.com',
    OIDC_CLIENT_ID: 'relais',
    OIDC_CLIENT_SECRET: 'secret',
    OIDC_LABEL: 'Teranga ID',
    ORIGIN: 'https://relais.example/',
  }
  expect(providerSettings({ ORIGIN: whole.ORIGIN })).toBeNull()
  expect(providerSettings(whole)).toEqual({
    label: 'Teranga ID',
    issuer: 'https://id.example.com',
    client: 'relais',
    secret: 'secret',
    back: 'https://relais.example/connexion',
    inside: [],
  })
  for (const name of Object.keys(whole)) expect(() => providerSettings({ ...whole, [name]: '' })).toThrow(name)
  for (const OIDC_ISSUER of ['http://id.example.com', 'id.example.com', 'https://id.example.com/?x', 'https://a:b@id.example.com'])
    expect(() => providerSettings({ ...whole, OIDC_ISSUER })).toThrow('OIDC_ISSUER')
  const OIDC_INSIDE = 'http://127.0.0.1:4000, https://id.intra'
  expect(providerSettings({ ...whole, OIDC_ISSUER: 'http://127.0.0.1:4000', OIDC_INSIDE })?.inside).toHaveLength(2)
  for (const wrong of ['id.intra', 'https://id.intra/', 'ftp://id.intra'])
    expect(() => providerSettings({ ...whole, OIDC_INSIDE: wrong })).toThrow('OIDC_INSIDE')
  expect(() => providerSettings({ ...whole, ORIGIN: 'relais.example' })).toThrow('ORIGIN')
})
