import { digest } from 'lib0/hash/sha256'

const alphabet = 'abcdefghijkmnpqrstuvwxyz23456789'
const length = 20
const spell = (bytes: Uint8Array) => Array.from(bytes.subarray(0, length), byte => alphabet[byte & 31]).join('')

/** A record's id: 20 characters of 5 random bits (100 bits). */
export const randomId = (): string => spell(crypto.getRandomValues(new Uint8Array(length)))

/** The same id for the same parts on every device (SHA-256): for records that one writer derives from another source. */
export const derivedId = (...parts: readonly string[]): string => spell(digest(new TextEncoder().encode(JSON.stringify(parts))))

export const isId = (value: unknown): value is string => typeof value === 'string' && /^[a-km-np-z2-9]{20}$/.test(value)
