import { persevere, type Database } from './database.ts'
import type { Place, Rows } from './rows.ts'
import { digestOf, sound } from './sound.ts'

/** Writes the rows of a space as one blob, true up to that place. */
export async function saveRows(database: Database, rows: Rows, space: string, place: Place): Promise<void> {
  const bytes = rows.bytes(space)
  const digest = await digestOf(bytes)
  await persevere(database, () => database.rows.put({ space, bytes, digest, ...place }))
}
export const restoreRows = async (database: Database, rows: Rows): Promise<Map<string, Place>> =>
  rows.take(await sound(await persevere(database, () => database.rows.toArray())))
