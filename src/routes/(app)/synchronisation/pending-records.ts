import type { AnyRow } from '#kernel/query/evaluate.ts'
import type { Device, Entity } from '$lib/store/device.ts'

export type PendingRecord = { readonly entity: Entity; readonly row: AnyRow }

/** The records of this device that hold something not yet on the server, deleted ones included; and how many more there are. */
export function pendingRecords(device: Device, most: number): { shown: PendingRecord[]; more: number } {
  const { unsent } = device
  const shown = unsent.slice(0, most).flatMap(({ entity, id }) => {
    const row = device.row(entity, id) as AnyRow | null
    return row ? [{ entity, row }] : []
  })
  return { shown, more: unsent.length - shown.length }
}
