/** A picture of one colour, whole and small: WebP without loss, whose five tables of codes hold one value each. */
export function solidPicture([red, green, blue]: readonly [number, number, number], side = 300): Uint8Array<ArrayBuffer> {
  const bits: number[] = []
  const put = (value: number, count: number) => {
    for (let at = 0; at < count; at++) bits.push((value >>> at) & 1)
  }
  put(side - 1, 14)
  put(side - 1, 14)
  // Opaque, version 0; then no transform, no cache of colours, one group of codes.
  put(0, 1 + 3 + 1 + 1 + 1)
  // Each code is a simple one, of one value, of eight bits: green, red, blue, alpha, distance.
  for (const value of [green, red, blue, 255, 0]) {
    put(0b101, 3)
    put(value, 8)
  }
  const stream = new Uint8Array(Math.ceil(bits.length / 8))
  bits.forEach((bit, at) => (stream[at >> 3]! |= bit << (at & 7)))
  return webp([['VP8L', Uint8Array.of(0x2f, ...stream)]])
}

/** A WebP of these parts. */
export function webp(parts: readonly (readonly [name: string, body: Uint8Array])[]): Uint8Array<ArrayBuffer> {
  const all = parts.flatMap(([name, body]) => [...ascii(name), ...word(body.length), ...body, ...(body.length % 2 ? [0] : [])])
  return Uint8Array.from([...ascii('RIFF'), ...word(all.length + 4), ...ascii('WEBP'), ...all])
}
const ascii = (text: string) => [...text].map(sign => sign.charCodeAt(0))
const word = (value: number) => [value & 255, (value >>> 8) & 255, (value >>> 16) & 255, value >>> 24]

export const inBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')
