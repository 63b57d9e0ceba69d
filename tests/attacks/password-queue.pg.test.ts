// Two hundred people, or one machine that pretends to be them, give a password at the same moment.
import { createHook } from 'node:async_hooks'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { realHashes } from '../hashes.ts'
import { owner, post, RelaisStage } from '../relais-stage.ts'

// Hashes are slow on purpose.
vi.setConfig({ testTimeout: 240_000 })
const stage = new RelaisStage()
/** Hashes that Node computes right now, and the most that it has computed together. */
const computing = { now: new Set<number>(), most: 0, all: 0 }
const hook = createHook({
  init(id, type) {
    if (!/argon2/i.test(type)) return
    computing.now.add(id)
    computing.all++
    computing.most = Math.max(computing.most, computing.now.size)
  },
  before: id => void computing.now.delete(id),
})
beforeAll(() => void hook.enable())
afterAll(() => void hook.disable())

test('A30 of two hundred sign-ins at once, one hash at a time, fifty wait, the rest are told when to come back', async () => {
  realHashes()
  await stage.begin()
  Object.assign(computing, { most: 0, all: 0 })
  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, i) => stage.relais.signIn(post({ email: `personne-${i}@teranga.sn`, password: 'x' }), `203.0.113.${i}`))
  )
  const of = (wanted: number) => answers.filter(({ status }) => status === wanted)
  expect([of(401).length, of(429).length]).toEqual([50, 150])
  for (const { headers } of of(429)) expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
  expect([computing.all, computing.most]).toEqual([50, 1])
  // Those who were told to come back have lost none of their tries, and the way is open again.
  expect((await stage.relais.signIn(post({ email: owner.email, password: owner.password }), '203.0.113.199')).status).toBe(200)
})
