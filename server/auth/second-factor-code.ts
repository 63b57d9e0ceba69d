import { randomBytes } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'

/** 160 bits. */
export const newSecret = (): Secret => new Secret({ size: 20 })

/** What the square picture says to the application. */
export const uriOf = (secret: Secret, email: string): string => new TOTP({ issuer: 'Relais', label: email, secret }).toString()

/** The step that a code is of: this one, the one before or the one after, for clocks that differ. Null for a wrong code. */
export function stepOf(secret: Secret, code: string, at: number): number | null {
  const apart = TOTP.validate({ secret, token: code, timestamp: at, window: 1 })
  return apart === null ? null : TOTP.counter({ timestamp: at }) + apart
}

const paper = 'abcdefghijkmnpqrstuvwxyz23456789'
const many = 10
/** Codes for paper, of 60 bits each: « k4mz-8qtp-x2ya ». */
export const newRecoveryCodes = (): string[] =>
  Array.from({ length: many }, () => {
    const code = Array.from(randomBytes(12), byte => paper[byte & 31]).join('')
    return `${code.slice(0, 4)}-${code.slice(4, 8)}-${code.slice(8)}`
  })

/** As it is compared, however it was typed: blanks, dashes and capitals aside. */
export const plainCode = (typed: string): string => typed.replace(/[\s-]/g, '').toLowerCase().slice(0, 100)
export const isTimeCode = (code: string): boolean => /^\d{6}$/.test(code)
