import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

export type Coding = 'br' | 'gzip'
const squeeze = promisify(brotliCompress)
/** Taken by both what it takes gzip, a Yjs state is a quarter to a half smaller by brotli. */
const quality = 5

export const pack: Record<Coding, (bytes: Uint8Array) => Promise<Buffer>> = {
  br: bytes =>
    squeeze(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.byteLength } }),
  gzip: promisify(gzip),
}

/** The best of the ways of packing that whoever asks can read. */
export function codingOf({ headers }: Request): Coding | null {
  const read = (headers.get('accept-encoding') ?? '').split(',').map(part => part.trim().toLowerCase())
  const reads = (coding: Coding) => read.some(part => part.split(';')[0] === coding && !/;\s*q=0(\.0*)?$/.test(part))
  return (['br', 'gzip'] as const).find(reads) ?? null
}
/** Below that, what says how it is packed weighs as much as is won. */
const least = 400

/** An answer that nobody keeps, packed when that is worth it. */
export async function packed(request: Request, bytes: Uint8Array, type: string): Promise<Response> {
  const coding = bytes.byteLength < least ? null : codingOf(request)
  const body = coding ? await pack[coding](bytes) : bytes
  return new Response(new Uint8Array(body), {
    headers: {
      'content-type': type,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-length': String(body.byteLength),
      ...(coding ? { 'content-encoding': coding } : {}),
    },
  })
}
