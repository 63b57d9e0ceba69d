import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

const period = 30
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** 160 bits. */
export const newSecret = (): Buffer => randomBytes(20)

/** In the letters that applications take. */
export function base32(secret: Buffer): string {
  const bits = Array.from(secret, byte => byte.toString(2).padStart(8, '0')).join('')
  return (bits.match(/.{1,5}/g) ?? []).map(five => letters[Number.parseInt(five.padEnd(5, '0'), 2)]).join('')
}

/** What the square picture says to the application. */
export function uriOf(secret: Buffer, email: string): string {
  const asked = new URLSearchParams({ secret: base32(secret), issuer: 'Relais', algorithm: 'SHA1', digits: '6', period: String(period) })
  return `otpauth://totp/Relais:${encodeURIComponent(email)}?${asked}`
}

/** The code of one step of time, as RFC 6238 says: what every application shows. */
export function codeAt(secret: Buffer, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', secret).update(counter).digest()
  const value = mac.readUInt32BE((mac.at(-1) as number) & 15) & 0x7fff_ffff
  return String(value % 1_000_000).padStart(6, '0')
}

/** The step that a code is of: this one, the one before or the one after, for clocks that differ. Null for a wrong code. */
export function stepOf(secret: Buffer, code: string, at: number): number | null {
  const now = stepAt(at)
  const steps = [now, now - 1, now + 1]
  return steps.find(step => timingSafeEqual(Buffer.from(codeAt(secret, step)), Buffer.from(code))) ?? null
}
export const stepAt = (at: number): number => Math.floor(at / 1_000 / period)

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
