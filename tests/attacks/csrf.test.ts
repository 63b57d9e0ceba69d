// Pages of others, in the browser of somebody who is signed in.
import { expect, test, vi } from 'vitest'
import type { Handle } from '@sveltejs/kit'
import { handle } from '../../src/hooks.server.ts'

vi.mock('$app/environment', () => ({ building: false }))
const host = 'relais.teranga.sn'

async function asked(method: string, headers: Record<string, string>): Promise<number> {
  const [reached, lured] = [vi.fn(), vi.fn()]
  Object.assign(globalThis, { [Symbol.for('relais')]: { who: async () => ({ person: 'awa' }), lured } })
  const event = {
    url: new URL(`https://${host}/api/v1/commands/share`),
    request: new Request(`https://${host}/api/v1/commands/share`, { method }),
    locals: {},
    getClientAddress: () => '127.0.0.1',
  }
  Object.defineProperty(event.request, 'headers', { value: new Headers({ host, ...headers }) })
  const resolve = async () => (reached(), new Response())
  const { status } = await handle({ event, resolve } as unknown as Parameters<Handle>[0])
  expect(reached).toHaveBeenCalledTimes(status === 403 ? 0 : 1)
  // Whose browser it came from is in the log of their company.
  expect(lured.mock.calls).toEqual(status === 403 ? [[{ person: 'awa' }]] : [])
  return status
}
const cookie = { cookie: '__Host-relais=x' }

test('A27 what a cookie vouches for is changed from our own pages only', async () => {
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
    for (const site of ['cross-site', 'same-site', 'none', '', 'SAME-ORIGIN', 'same-origin, cross-site'])
      expect([method, site, await asked(method, { ...cookie, 'sec-fetch-site': site })]).toEqual([method, site, 403])
    for (const origin of ['https://ailleurs.example', 'null', '', `https://${host}.ailleurs.example`, `https://ailleurs.example/${host}`])
      expect([method, origin, await asked(method, { ...cookie, origin })]).toEqual([method, origin, 403])
    expect(await asked(method, cookie)).toBe(403)
    // What a browser says of the page counts for more than the address it gives.
    expect(await asked(method, { ...cookie, 'sec-fetch-site': 'cross-site', origin: `https://${host}` })).toBe(403)
    expect(await asked(method, { ...cookie, 'sec-fetch-site': 'same-origin' })).toBe(200)
    expect(await asked(method, { ...cookie, origin: `https://${host}` })).toBe(200)
  }
  // A program without a cookie, and what changes nothing.
  expect(await asked('POST', {})).toBe(200)
  expect(await asked('GET', { ...cookie, 'sec-fetch-site': 'cross-site' })).toBe(200)
})
