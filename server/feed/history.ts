import type { Pool } from 'pg'
import { isId } from '#kernel/base/id.ts'
import type { Who } from '../sync/who.ts'
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

/** What happened to a record, oldest first, as far as the asker may read the spaces it happened in; elsewhere it has no history. */
export async function readHistory(pool: Pool, access: Access, who: Who, entity: string, record: string): Promise<{ lines: HistoryLine[] }> {
  if (!isId(record) || entity.includes('\0')) return { lines: [] }
  const { rows } = await pool.query<HistoryLine>(
    `select at, device_at as "deviceAt", person, recovered_by as "recoveredBy", field, before, after, won from (
       select * from history where workspace = $1 and entity = $2 and record = $3 and space = any ($5) order by id desc limit $4
     ) h order by id`,
    [who.workspace, entity, record, most, await access.spaces(who.workspace, who.person)]
  )
  return { lines: rows }
}
