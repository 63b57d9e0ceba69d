import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** `id.secret`: the id finds the row, the secret proves it; only its hash is kept. */
export type Token = { readonly id: string; readonly hash: Buffer; readonly token: string }

const alphabet = 'abcdefghijkmnpqrstuvwxyz23456789'

/** 80 bits of id unless one is given, 256 bits of secret. */
export function makeToken(id = Array.from(randomBytes(16), byte => alphabet[byte & 31]).join('')): Token {
  const secret = randomBytes(32)
  return { id, hash: hashOf(secret), token: `${id}.${secret.toString('base64url')}` }
}

export function readToken(token: string | undefined): { id: string; hash: Buffer } | null {
  const [, id, secret] = /^([a-km-np-z2-9]{16})\.([\w-]{43})$/.exec(token ?? '') ?? []
  return id && secret ? { id, hash: hashOf(Buffer.from(secret, 'base64url')) } : null
}

export const sameHash = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b)
const hashOf = (secret: Buffer) => createHash('sha256').update(secret).digest()
