import type { Pool } from 'pg'
import type { Who } from '../sync/who.ts'
import { problems, type Problem } from '../http/answer.ts'
import type { Access } from '../auth/access.ts'

export type HistoryLine = {
  at: number
  deviceAt: number | null
  person: string
  recoveredBy: string | null
  field: string
  before: unknown
  after: unknown
  won: boolean
}
const most = 1_000

/** What happened to a record, oldest first, as far as the asker may read the spaces it happened in. */
export async function readHistory(
  pool: Pool,
  access: Access,
  who: Who,
  entity: string,
  record: string
): Promise<{ lines: HistoryLine[] } | Problem> {
  const { rows } = await pool.query<HistoryLine & { space: string }>(
    `select space, at, device_at as "deviceAt", person, recovered_by as "recoveredBy", field, before, after, won from (
       select * from history where workspace = $1 and entity = $2 and record = $3 order by id desc limit $4
     ) h order by id`,
    [who.workspace, entity, record, most]
  )
  const readable = new Set(await access.spaces(who.workspace, who.person))
  const lines = rows.filter(({ space }) => readable.has(space)).map(({ space: _, ...line }) => line)
  return rows.length && !lines.length ? problems.forbidden : { lines }
}
