import { Secret, TOTP } from 'otpauth'
import { expect, test } from 'vitest'
import { newRecoveryCodes, newSecret, plainCode, stepOf, uriOf } from './second-factor-code.ts'

const secret = Secret.fromLatin1('12345678901234567890')

test('PLT-03 codes are those of RFC 6238', () => {
  const said: [seconds: number, code: string, step: number][] = [
    [59, '287082', 0x1],
    [1_111_111_109, '081804', 0x23523ec],
    [1_111_111_111, '050471', 0x23523ed],
    [1_234_567_890, '005924', 0x273ef07],
    [2_000_000_000, '279037', 0x3f940aa],
    [20_000_000_000, '353130', 0x27bc86aa],
  ]
  for (const [seconds, code, step] of said) expect(stepOf(secret, code, seconds * 1_000)).toBe(step)
  expect(stepOf(secret, '287082', 1_111_111_109_000)).toBeNull()
})
test('PLT-03 a clock may differ by one step, not by two', () => {
  const at = 1_111_111_111_000
  const code = TOTP.generate({ secret, timestamp: at })
  const step = TOTP.counter({ timestamp: at })
  expect([-60, -30, 0, 30, 60].map(seconds => stepOf(secret, code, at + seconds * 1_000))).toEqual([null, step, step, step, null])
})
test('PLT-03 the key is written as applications read it', () => {
  expect(newSecret().base32).toMatch(/^[A-Z2-7]{32}$/)
  const uri = new URL(uriOf(secret, 'awa@teranga.sn'))
  expect(uri.href).toContain('otpauth://totp/Relais:awa%40teranga.sn?')
  const said = { secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', issuer: 'Relais', algorithm: 'SHA1', digits: '6', period: '30' }
  expect(Object.fromEntries(uri.searchParams)).toEqual(said)
})
test('PLT-03 recovery codes are ten, all different, and read however they are typed', () => {
  const codes = newRecoveryCodes()
  expect(new Set(codes).size).toBe(10)
  for (const code of codes) expect(code).toMatch(/^[a-km-np-z2-9]{4}(-[a-km-np-z2-9]{4}){2}$/)
  expect(plainCode(' K4MZ 8qtp-x2ya ')).toBe('k4mz8qtpx2ya')
})
