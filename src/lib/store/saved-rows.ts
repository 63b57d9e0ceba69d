import { persevere, type Database } from './database.ts'
import type { Place, Rows } from './rows.ts'

/** Writes the rows of a space as one blob, true up to that place. */
export async function saveRows(database: Database, rows: Rows, space: string, place: Place): Promise<void> {
  const bytes = rows.bytes(space)
  const digest = await digestOf(bytes)
  await persevere(database, () => database.rows.put({ space, bytes, digest, ...place }))
}
export const restoreRows = async (database: Database, rows: Rows): Promise<Map<string, Place>> =>
  rows.take(await persevere(database, () => database.rows.toArray()))

/** Spaces whose blob is not what was written. Looked for once the first screen is there: rows can be made again. */
export async function damagedRows(database: Database): Promise<string[]> {
  const spaces: string[] = []
  for (const { space, bytes, digest } of await persevere(database, () => database.rows.toArray())) {
    if ((await digestOf(bytes)) !== digest) spaces.push(space)
  }
  return spaces
}

const digestOf = async (bytes: Uint8Array): Promise<string> =>
  String.fromCharCode(...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)))
