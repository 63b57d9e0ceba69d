/** A person's picture as it is kept: a square drawn anew on their device, which says nothing but what is seen in it. */
export const portraitLimits = { side: 300, bytes: 64 * 1024 } as const

/** What the bytes are, whatever they were called; null unless they are one still picture and nothing else. */
export type Seen = { readonly type: 'image/webp' | 'image/jpeg'; readonly width: number; readonly height: number }
export const readPortrait = (bytes: Uint8Array): Seen | null => readJpeg(bytes) ?? readWebp(bytes)

const ascii = (bytes: Uint8Array, at: number, length: number) => String.fromCharCode(...bytes.subarray(at, at + length))
const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array) => new DataView(buffer, byteOffset, byteLength)

/** Tables, sizes, colours and the picture: no place, no words, no other picture (0xe1 is Exif and XMP, 0xfe a comment). */
const jpegParts = new Set([0xc0, 0xc2, 0xc4, 0xda, 0xdb, 0xdd, 0xe0, 0xe2, 0xee])

function readJpeg(bytes: Uint8Array): Seen | null {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return null
  const view = viewOf(bytes)
  let seen: Seen | null = null
  for (let at = 2; at + 1 < bytes.length;) {
    const part = bytes[at + 1] as number
    if (bytes[at] !== 0xff) return null
    if (part === 0xd9) return at + 2 === bytes.length ? seen : null
    const end = at + 4 <= bytes.length ? at + 2 + view.getUint16(at + 2) : Infinity
    if (!jpegParts.has(part) || end > bytes.length || end < at + 4) return null
    if (part === 0xc0 || part === 0xc2) {
      if (seen || end < at + 9) return null
      seen = { type: 'image/jpeg', height: view.getUint16(at + 5), width: view.getUint16(at + 7) }
    }
    at = part === 0xda ? afterScan(bytes, end) : end
  }
  return null
}
/** A JPEG without what some browsers write around the picture they drew; anything else as it is. */
export function bare(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return bytes
  const view = viewOf(bytes)
  const kept = [0xff, 0xd8]
  for (let at = 2; at + 4 <= bytes.length && bytes[at] === 0xff;) {
    const part = bytes[at + 1] as number
    if (part === 0xda) return Uint8Array.from([...kept, ...bytes.subarray(at)])
    const end = at + 2 + view.getUint16(at + 2)
    if (jpegParts.has(part)) kept.push(...bytes.subarray(at, end))
    at = end
  }
  return bytes
}
/** Where the next part begins: in a scan, 0xff is followed by zero, or by a mark of restart. */
function afterScan(bytes: Uint8Array, from: number): number {
  let at = from
  while (at + 1 < bytes.length) {
    const next = bytes[at + 1] as number
    if (bytes[at] === 0xff && next !== 0 && (next < 0xd0 || next > 0xd7)) return at
    at++
  }
  return bytes.length
}

/** The picture, its transparency and its colours: neither Exif nor XMP, and nothing that moves. */
const webpParts = new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ICCP'])
const moves = 0x02

function readWebp(bytes: Uint8Array): Seen | null {
  if (bytes.length < 20 || ascii(bytes, 0, 4) !== 'RIFF' || ascii(bytes, 8, 4) !== 'WEBP') return null
  const view = viewOf(bytes)
  if (view.getUint32(4, true) + 8 !== bytes.length) return null
  let seen: Seen | null = null
  let canvas: Pick<Seen, 'width' | 'height'> | null = null
  for (let at = 12; at < bytes.length;) {
    if (at + 8 > bytes.length) return null
    const part = ascii(bytes, at, 4)
    const [body, length] = [at + 8, view.getUint32(at + 4, true)]
    if (!webpParts.has(part) || body + length > bytes.length) return null
    if (part === 'VP8X') {
      if (canvas || length < 10 || (bytes[body] as number) & moves) return null
      canvas = { width: 1 + uint24(view, body + 4), height: 1 + uint24(view, body + 7) }
    } else if (part === 'VP8 ' || part === 'VP8L') {
      const size: Pick<Seen, 'width' | 'height'> | null = seen ? null : (part === 'VP8 ' ? lossy : lossless)(view, body, length)
      if (!size) return null
      seen = { type: 'image/webp', ...size }
    }
    at = body + length + (length % 2)
  }
  return seen && canvas && (canvas.width !== seen.width || canvas.height !== seen.height) ? null : seen
}
const uint24 = (view: DataView, at: number) => view.getUint16(at, true) + (view.getUint8(at + 2) << 16)

function lossy(view: DataView, at: number, length: number): Pick<Seen, 'width' | 'height'> | null {
  const begins = length >= 10 && (view.getUint8(at) & 1) === 0 && uint24(view, at + 3) === 0x2a019d
  return begins ? { width: view.getUint16(at + 6, true) & 0x3fff, height: view.getUint16(at + 8, true) & 0x3fff } : null
}
function lossless(view: DataView, at: number, length: number): Pick<Seen, 'width' | 'height'> | null {
  if (length < 5 || view.getUint8(at) !== 0x2f) return null
  const packed = view.getUint32(at + 1, true)
  return { width: 1 + (packed & 0x3fff), height: 1 + ((packed >>> 14) & 0x3fff) }
}
