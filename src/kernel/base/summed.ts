import { crc32c } from './crc32c.ts'

const size = 4

/** The bytes of a message followed by their sum: what a wire changes on the way is noticed where it arrives. */
export function withSum(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const summed = new Uint8Array(bytes.length + size)
  summed.set(bytes)
  new DataView(summed.buffer).setUint32(bytes.length, crc32c(bytes))
  return summed
}

/** The message without its sum, a view of the same bytes; null when one of them is not what was sent. */
export function withoutSum(summed: Uint8Array): Uint8Array | null {
  if (summed.length < size) return null
  const bytes = summed.subarray(0, summed.length - size)
  const said = new DataView(summed.buffer, summed.byteOffset + bytes.length, size).getUint32(0)
  return said === crc32c(bytes) ? bytes : null
}
