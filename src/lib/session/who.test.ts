import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { currentWho, recognise, signIn, signOut, type Who } from './who.ts'

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
  it('leaving forgets, with or without a network', async () => {
    vi.stubGlobal('fetch', async () => said(awa))
    await recognise()
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no network')))
    await signOut()
    expect(currentWho()).toBeNull()
  })
  it('what was remembered badly is as if it were not', () => {
    localStorage.setItem('relais:who', '{"person":')
    expect(currentWho()).toBeNull()
  })
})
