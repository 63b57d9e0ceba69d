import { business } from '#domain/model.ts'
import type { AnyRow } from '#kernel/query/evaluate.ts'
import type { Device, Entity } from '$lib/store/device.ts'

export type PendingRecord = { readonly entity: Entity; readonly row: AnyRow }

/** The records of this device that hold something not yet on the server. */
export function pendingRecords(device: Device, most: number): PendingRecord[] {
  const found: PendingRecord[] = []
  for (const { by, name } of Object.values(business)) {
    if (by !== 'people') continue
    for (const row of device.rows(name as Entity)) {
      if (!device.pending(name as Entity, row.id)) continue
      found.push({ entity: name as Entity, row: row as AnyRow })
      if (found.length >= most) return found
    }
  }
  return found
}
