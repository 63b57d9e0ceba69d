// One machine tries a few passwords on many accounts, under as many addresses as it can pretend to.
import { expect, test, vi } from 'vitest'
import { realHashes } from '../hashes.ts'
import { owner, post, RelaisStage } from '../relais-stage.ts'

// Hashes are slow on purpose.
vi.setConfig({ testTimeout: 240_000 })
const stage = new RelaisStage()
const most = 60

/** A wrong password for an account of its own each time, so that no account’s own limit is met. */
const guess = (i: number, address: string, headers = {}) =>
  stage.relais.signIn(post({ email: `personne-${i}@teranga.sn`, password: 'motdepasse2026' }, headers), address)
async function spray(addressOf: (i: number) => string, headersOf: (i: number) => Record<string, string> = () => ({})) {
  const statuses: number[] = []
  for (let i = 0; i < most + 10; i++) statuses.push((await guess(i, addressOf(i), headersOf(i))).status)
  return [401, 429].map(status => statuses.filter(one => one === status).length)
}
const right = (address: string) => stage.relais.signIn(post({ email: owner.email, password: owner.password }), address)

test('A29 sixty wrong passwords from one address, whatever the accounts, and it waits; another does not', async () => {
  await stage.begin()
  expect(await spray(() => '203.0.113.9')).toEqual([most, 10])
  const refused = await right('203.0.113.9')
  expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([429, true])
  expect((await right('203.0.113.10')).status).toBe(200)
  stage.clock.at += 15 * 60_000
  expect((await right('203.0.113.9')).status).toBe(200)
})

test('A29 a forged X-Forwarded-For, and every address of one network, are one bucket', async () => {
  await stage.begin()
  const forged = (i: number) => ({ 'x-forwarded-for': `198.51.100.${i}`, forwarded: `for=198.51.100.${i}` })
  expect(await spray(i => `2001:db8:7:7:${i.toString(16)}::1`, forged)).toEqual([most, 10])
})

test('A29 many at once are counted like many in turn, for an address as for an account', async () => {
  realHashes()
  await stage.begin()
  const heard = async (ask: (i: number) => Promise<Response>) => {
    const answers = await Promise.all(Array.from({ length: 40 }, (_, i) => ask(i)))
    return answers.filter(({ status }) => status === 401).length
  }
  expect(await heard(i => stage.relais.signIn(post({ email: owner.email, password: `faux mot ${i}` }), `203.0.113.${i}`))).toBe(10)
  for (let round = 0; round < 2; round++) await heard(i => guess(round * 100 + i, '192.0.2.1'))
  expect((await right('192.0.2.1')).status).toBe(429)
  expect(await heard(i => guess(300 + i, '192.0.2.1'))).toBe(0)
})
