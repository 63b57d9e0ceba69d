/** Eight tables of 256: the n-th says what a byte does to the sum once n more bytes have followed it. */
const tables = new Uint32Array(8 * 256)
for (let byte = 0; byte < 256; byte++) {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1
  tables[byte] = value
}
for (let at = 256; at < tables.length; at++) {
  const before = tables[at - 256] as number
  tables[at] = (before >>> 8) ^ (tables[before & 255] as number)
}
const after = (more: number, byte: number) => tables[(more << 8) + byte] as number

/** CRC-32C (Castagnoli, RFC 3720 appendix B.4) as an unsigned 32-bit number. Eight bytes at a time: a device sums megabytes. */
export function crc32c(bytes: Uint8Array): number {
  let crc = -1
  let at = 0
  const read = (from: number) => bytes[from] as number
  for (const last = bytes.length - 7; at < last; at += 8) {
    const first = crc ^ (read(at) | (read(at + 1) << 8) | (read(at + 2) << 16) | (read(at + 3) << 24))
    crc =
      after(7, first & 255) ^
      after(6, (first >>> 8) & 255) ^
      after(5, (first >>> 16) & 255) ^
      after(4, first >>> 24) ^
      after(3, read(at + 4)) ^
      after(2, read(at + 5)) ^
      after(1, read(at + 6)) ^
      after(0, read(at + 7))
  }
  for (; at < bytes.length; at++) crc = after(0, (crc ^ read(at)) & 255) ^ (crc >>> 8)
  return (crc ^ -1) >>> 0
}
