import type { Pool } from 'pg'
import { isId } from '#kernel/base/id.ts'
import type { Access } from '../auth/access.ts'
import type { Who } from '../sync/who.ts'

export type LastChange = { record: string; at: number; person: string }
const most = 500

/** Who last wrote in each of these records and when; those of spaces that the asker may not read are as if they were not. */
export async function readLastChanges(
  pool: Pool,
  access: Access,
  { workspace, person }: Who,
  entity: string,
  records: readonly string[]
): Promise<LastChange[]> {
  if (entity.includes('\0')) return []
  const { rows } = await pool.query<LastChange>(
    `select asked.record, last.at, last.person from unnest($2::text[]) as asked (record) cross join lateral (
       select * from history where record = asked.record and workspace = $1 and entity = $3 order by id desc limit 1
     ) last where last.space = any ($4)`,
    [workspace, records.filter(isId).slice(0, most), entity, await access.spaces(workspace, person)]
  )
  return rows
}
