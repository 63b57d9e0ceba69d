import type { Pool } from 'pg'
import type { StoredFact } from '../projector/facts.ts'

/**
 * Files of pictures that people whose cards were told again had, and that no card shows any more: nobody may ask for them, so nothing is
 * to be kept. Asked in the workspace’s turn, so that nobody puts one on meanwhile; what a dying process left goes the next time.
 */
export async function replacedPortraits(pool: Pool, workspace: string, facts: readonly StoredFact[]): Promise<string[]> {
  const people = facts.filter(({ kind }) => kind === 'person').map(({ body }) => String(body['person']))
  if (!people.length) return []
  const { rows } = await pool.query<{ hash: string }>(
    `select hash from file where workspace = $1
       and hash in (select body ->> 'portrait' from fact where workspace = $1 and kind = 'person' and body ->> 'person' = any($2))
       and not exists (
         select from fact f where f.workspace = $1 and f.kind = 'person' and f.body ->> 'portrait' = file.hash and not exists (
           select from fact later where later.workspace = $1 and later.kind = 'person'
             and later.body ->> 'person' = f.body ->> 'person' and later.position > f.position))`,
    [workspace, people]
  )
  return rows.map(({ hash }) => hash)
}
