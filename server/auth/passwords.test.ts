import { expect, test } from 'vitest'
import { Busy, hashPassword, oneAtOnce, verifyPassword } from './passwords.ts'

test('a password is verified by its hash only, however its accents were typed', async () => {
  const hash = await hashPassword('Ndar-Géej 2025')
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  expect(await verifyPassword(hash, 'Ndar-Ge\u0301ej 2025')).toBe(true)
  expect(await verifyPassword(hash, 'ndar-géej 2025')).toBe(false)
  expect(await verifyPassword(null, 'Ndar-Géej 2025')).toBe(false)
})

test('beyond the queue one is told to come back', async () => {
  let [going, most] = [0, 0]
  const work = async () => {
    most = Math.max(most, ++going)
    await new Promise(next => setImmediate(next))
    going--
  }
  const results = await Promise.allSettled(Array.from({ length: 53 }, () => oneAtOnce(work)))
  expect(most).toBe(1)
  const refused = results.filter(result => result.status === 'rejected')
  expect(refused).toHaveLength(3)
  expect(refused.every(result => result.reason instanceof Busy)).toBe(true)
})
