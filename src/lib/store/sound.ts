import type { RowBlob } from './database.ts'

/** The blobs that are what was written; the rows of the others are made again from the documents and the facts. */
export async function sound(blobs: readonly RowBlob[]): Promise<RowBlob[]> {
  const digests = await Promise.all(blobs.map(({ bytes }) => digestOf(bytes)))
  return blobs.filter(({ digest }, at) => digests[at] === digest)
}

export const digestOf = async (bytes: Uint8Array): Promise<string> =>
  String.fromCharCode(...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)))
