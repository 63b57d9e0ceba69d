import { fromBase64, toBase64 } from 'lib0/buffer'
import { createDecoder, readAny } from 'lib0/decoding'
import { createEncoder, toUint8Array, writeAny } from 'lib0/encoding'

type Bytes = Uint8Array<ArrayBuffer>
const lead = 12
const about = (place: string): Bytes => new TextEncoder().encode(place)

/** A new key, which can be wrapped. */
export const makeKey = (): Promise<CryptoKey> => crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['encrypt', 'decrypt'])

/** Bytes that only the key reads, and only for the place they were sealed for. */
export async function seal(key: CryptoKey, place: string, bytes: Uint8Array): Promise<Bytes> {
  const iv = crypto.getRandomValues(new Uint8Array(lead))
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: about(place) }, key, bytes as Bytes)
  const whole = new Uint8Array(lead + sealed.byteLength)
  whole.set(iv)
  whole.set(new Uint8Array(sealed), lead)
  return whole
}
/** Null when a bit has turned, or when they were sealed for another place or by another key. */
export async function unseal(key: CryptoKey, place: string, whole: Uint8Array): Promise<Bytes | null> {
  const [iv, sealed] = [whole.subarray(0, lead) as Bytes, whole.subarray(lead) as Bytes]
  const opened = crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData: about(place) }, key, sealed)
  return opened.then(
    bytes => new Uint8Array(bytes),
    () => null
  )
}

/** A value as a structured clone would keep it: objects, lists, words, numbers, bytes. */
export function sealValue(key: CryptoKey, place: string, value: unknown): Promise<Bytes> {
  const encoder = createEncoder()
  writeAny(encoder, value as never)
  return seal(key, place, toUint8Array(encoder))
}
export async function unsealValue<T>(key: CryptoKey, place: string, whole: Uint8Array): Promise<T | null> {
  const bytes = await unseal(key, place, whole)
  return bytes && (readAny(createDecoder(bytes)) as T)
}
export const sealText = async (key: CryptoKey, place: string, value: unknown): Promise<string> =>
  toBase64(await sealValue(key, place, value))
export const unsealText = <T>(key: CryptoKey, place: string, text: string): Promise<T | null> =>
  unsealValue<T>(key, place, fromBase64(text))

// The PIN

const derived = (salt: Bytes, iterations: number) => ({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations })
const binding = (database: string, iv: Bytes) => ({ name: 'AES-GCM', iv, additionalData: about(`key:${database}`) })

/** Slow on purpose: each guess costs it. */
async function keyOfPin(pin: string, salt: Bytes, iterations: number): Promise<CryptoKey> {
  const words = await crypto.subtle.importKey('raw', new TextEncoder().encode(pin.normalize('NFKC')), 'PBKDF2', false, ['deriveKey'])
  return crypto.subtle.deriveKey(derived(salt, iterations), words, { name: 'AES-GCM', length: 256 }, false, ['wrapKey', 'unwrapKey'])
}
export type Wrapped = { readonly salt: string; readonly iterations: number; readonly wrapped: string }

export async function wrap(database: string, pin: string, key: CryptoKey, iterations: number): Promise<Wrapped> {
  const salt = crypto.getRandomValues(new Uint8Array(16))
  const iv = crypto.getRandomValues(new Uint8Array(lead))
  const sealed = await crypto.subtle.wrapKey('raw', key, await keyOfPin(pin, salt, iterations), binding(database, iv))
  return { salt: toBase64(salt), iterations, wrapped: `${toBase64(iv)}.${toBase64(new Uint8Array(sealed))}` }
}
/** Null: another PIN. Unless it is to be wrapped anew, nobody can take the key out of the page. */
export async function unwrap(
  database: string,
  pin: string,
  { salt, iterations, wrapped }: Wrapped,
  again = false
): Promise<CryptoKey | null> {
  const [iv = '', sealed = ''] = wrapped.split('.')
  const kek = await keyOfPin(pin, fromBase64(salt) as Bytes, iterations)
  const opened = crypto.subtle.unwrapKey(
    'raw',
    fromBase64(sealed) as Bytes,
    kek,
    binding(database, fromBase64(iv) as Bytes),
    'AES-GCM',
    again,
    ['encrypt', 'decrypt']
  )
  return opened.catch(() => null)
}
