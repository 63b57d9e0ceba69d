import type { Projection } from '#kernel/projector/projection.ts'
import type { Source } from '#kernel/query/query.ts'

/** A projection as queries see it, on a given day. */
export const sourceOf = (projection: Projection, today: string): Source => ({
  today,
  row: (entity, id) => projection.row(entity, id),
  pointing: (entity, by, id) => projection.pointing(entity, by, id),
  rows: entity => projection.rows(entity).values(),
})
