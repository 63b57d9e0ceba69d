import { persevere, type Database, type RowBlob } from './database.ts'
import type { Place, Rows } from './rows.ts'

/** Writes the rows of a space as one blob, true up to that place. */
export async function saveRows(database: Database, rows: Rows, space: string, place: Place): Promise<void> {
  const bytes = rows.bytes(space)
  const digest = await digestOf(bytes)
  await persevere(database, () => database.rows.put({ space, bytes, digest, ...place }))
}
export const restoreRows = async (database: Database, rows: Rows): Promise<Map<string, Place>> =>
  rows.take(await sound(await persevere(database, () => database.rows.toArray())))

/** The blobs that are what was written; the rows of the others are made again from the documents and the facts. */
export async function sound(blobs: readonly RowBlob[]): Promise<RowBlob[]> {
  const digests = await Promise.all(blobs.map(({ bytes }) => digestOf(bytes)))
  return blobs.filter(({ digest }, at) => digests[at] === digest)
}

const digestOf = async (bytes: Uint8Array): Promise<string> =>
  String.fromCharCode(...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)))
