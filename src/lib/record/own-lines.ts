import { openDatabase } from '$lib/store/database.ts'
import type { Device } from '$lib/store/device.ts'
import { databaseName } from '$lib/store/stores.ts'
import type { HistoryLine } from './history.ts'

/** What this person did to a record on this device, from its journal: what can be told of its history without the server. */
export async function ownLines(device: Device, entity: string, record: string): Promise<HistoryLine[]> {
  const database = openDatabase(databaseName(device.workspace.id, device.person.id), { indexedDB, IDBKeyRange })
  try {
    const lines = await database.journal.where('[entity+record]').equals([entity, record]).sortBy('seq')
    return lines.map(({ at, key, before, after }) => ({ at, person: device.person.id, field: key, before, after, won: true }))
  } finally {
    database.close()
  }
}
