import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { signInByPasskey } from './passkey.ts'
import { currentWho, depart, endLeft, recognise, signIn, type Who } from './who.ts'

const awa: Who = {
  person: { id: 'p', name: 'Awa Diop', email: 'awa@teranga.sn' },
  workspace: { id: 'w', name: 'Agence Teranga', currency: 'XOF', timeZone: 'Africa/Dakar', locale: 'fr' },
}
const said = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status })

beforeEach(() => {
  vi.stubGlobal('dispatchEvent', () => true)
  const kept = new Map<string, string>()
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  })
})
afterEach(() => vi.unstubAllGlobals())

describe('who holds this device', () => {
  it('PLT-20 is remembered when the server is gone', async () => {
    vi.stubGlobal('fetch', async (_: string, init?: RequestInit) => said(init?.method === 'POST' ? { done: true } : awa))
    expect((await signIn('awa@teranga.sn', 'x')).done).toEqual(awa)
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no network')))
    expect(currentWho()).toEqual(awa)
    await expect(recognise()).rejects.toThrow('no network')
    expect(currentWho()).toEqual(awa)
  })
  it('a refusal is a value with words', async () => {
    vi.stubGlobal('fetch', async () => said({ code: 'wrong', label: { fr: 'Mot de passe incorrect.', en: 'Wrong password.' } }, 401))
    expect((await signIn('awa@teranga.sn', 'x')).refused).toEqual({
      code: 'wrong',
      label: { fr: 'Mot de passe incorrect.', en: 'Wrong password.' },
    })
    expect(currentWho()).toBeNull()
  })
  it('PLT-03 halfway in is nobody yet', async () => {
    vi.stubGlobal('fetch', async () => said({ pending: 'half' }))
    expect((await signIn('awa@teranga.sn', 'x')).done).toEqual({ pending: 'half' })
    expect(currentWho()).toBeNull()
  })
  it('PLT-27 leaving forgets, with or without a network', async () => {
    vi.stubGlobal('fetch', async () => said(awa))
    await recognise()
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no network')))
    depart(awa)
    expect(currentWho()).toBeNull()
    await expect(endLeft()).rejects.toThrow('no network')
    await expect(recognise()).rejects.toThrow('no network')
    expect(currentWho()).toBeNull()
  })
  it('A31 a session that could not be ended without a network is ended before anything else is asked', async () => {
    const asked: string[] = []
    depart(awa)
    vi.stubGlobal('fetch', async (path: string, { method = 'GET' }: RequestInit = {}) => {
      asked.push(`${method} ${path}`)
      return method === 'DELETE' ? said({ done: true }) : said({}, 401)
    })
    expect(await recognise()).toBeNull()
    expect(asked).toEqual(['DELETE /api/v1/session', 'GET /api/v1/session'])
    await recognise()
    expect(asked.slice(2)).toEqual(['GET /api/v1/session'])
  })
  it('A31 nor does a passkey open anything before the session that was left has ended', async () => {
    const asked: string[] = []
    const bytes = new ArrayBuffer(1)
    const response = { clientDataJSON: bytes, authenticatorData: bytes, signature: bytes }
    const given = { id: 'k', rawId: bytes, type: 'public-key', response, getClientExtensionResults: () => ({}) }
    vi.stubGlobal('PublicKeyCredential', class {})
    vi.stubGlobal('navigator', { credentials: { get: async () => given } })
    depart({ ...awa, person: { ...awa.person, id: 'former' } })
    vi.stubGlobal('fetch', async (path: string, { method = 'GET' }: RequestInit = {}) => {
      asked.push(`${method} ${path}`)
      return said(path.endsWith('passkey') && method === 'GET' ? { challenge: 'AA' } : awa)
    })
    expect(await signInByPasskey()).toEqual({ done: awa })
    const entrance = ['GET /api/v1/session/passkey', 'DELETE /api/v1/session', 'POST /api/v1/session/passkey', 'GET /api/v1/session']
    expect(asked).toEqual(entrance)
  })
  it('what was remembered badly is as if it were not', () => {
    localStorage.setItem('relais:who', '{"person":')
    expect(currentWho()).toBeNull()
  })
})
