import { expect, test } from 'vitest'
import { base32, codeAt, newRecoveryCodes, newSecret, plainCode, stepAt, stepOf, uriOf } from './second-factor-code.ts'

const secret = Buffer.from('12345678901234567890')

test('PLT-03 codes are those of RFC 6238', () => {
  const said = [59, 1_111_111_109, 1_111_111_111, 1_234_567_890, 2_000_000_000, 20_000_000_000]
  expect(said.map(seconds => codeAt(secret, stepAt(seconds * 1_000)))).toEqual(['287082', '081804', '050471', '005924', '279037', '353130'])
})
test('PLT-03 a clock may differ by one step, not by two', () => {
  const at = 1_111_111_111_000
  const code = codeAt(secret, stepAt(at))
  expect([-60, -30, 0, 30, 60].map(seconds => stepOf(secret, code, at + seconds * 1_000))).toEqual([
    null,
    stepAt(at),
    stepAt(at),
    stepAt(at),
    null,
  ])
})
test('PLT-03 the key is written as applications read it', () => {
  expect(base32(secret)).toBe('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ')
  expect(base32(newSecret())).toMatch(/^[A-Z2-7]{32}$/)
  const uri = new URL(uriOf(secret, 'awa@teranga.sn'))
  expect(uri.href).toContain('otpauth://totp/Relais:awa%40teranga.sn?')
  expect(Object.fromEntries(uri.searchParams)).toMatchObject({ secret: base32(secret), issuer: 'Relais', digits: '6', period: '30' })
})
test('PLT-03 recovery codes are ten, all different, and read however they are typed', () => {
  const codes = newRecoveryCodes()
  expect(new Set(codes).size).toBe(10)
  for (const code of codes) expect(code).toMatch(/^[a-km-np-z2-9]{4}(-[a-km-np-z2-9]{4}){2}$/)
  expect(plainCode(' K4MZ 8qtp-x2ya ')).toBe('k4mz8qtpx2ya')
})
