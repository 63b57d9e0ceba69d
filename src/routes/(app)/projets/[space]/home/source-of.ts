import type { AnyRow } from '#kernel/query/evaluate.ts'
import type { Source } from '#kernel/query/query.ts'
import type { Device, Entity } from '$lib/store/device.ts'

/** The rows of this device, as the figures of the domain ask for them: what reads them follows every change. */
export function sourceOf(device: Device): Source {
  const rows = (entity: string) => device.rows(entity as Entity) as unknown as readonly AnyRow[]
  return {
    today: device.today,
    rows,
    row: (entity, id) => (device.row(entity as Entity, id) as AnyRow | null) ?? undefined,
    pointing: (entity, by, id) => rows(entity).filter(row => row[by] === id),
  }
}
