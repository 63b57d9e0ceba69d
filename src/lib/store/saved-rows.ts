import { persevere, type Database } from './database.ts'
import type { Place, Rows } from './rows.ts'
import { digestOf, sound } from './sound.ts'

/** Put into bytes between two breaths of the page, and written together. */
const together = 50

/** Writes the rows of spaces, one blob each, true up to where they are when it is made. */
export async function saveRows(database: Database, rows: Rows, spaces: readonly string[], place: () => Place): Promise<void> {
  for (let at = 0; at < spaces.length; at += together) {
    const now = place()
    const made = spaces
      .slice(at, at + together)
      .filter(space => rows.has(space))
      .map(space => ({ space, bytes: rows.bytes(space) }))
    const blobs = await Promise.all(made.map(async blob => ({ ...blob, digest: await digestOf(blob.bytes), ...now })))
    // What was lost meanwhile is not written again.
    await persevere(database, () => database.rows.bulkPut(blobs.filter(({ space }) => rows.has(space))))
  }
}
export const restoreRows = async (database: Database, rows: Rows): Promise<Map<string, Place>> =>
  rows.take(await sound(await persevere(database, () => database.rows.toArray())))
