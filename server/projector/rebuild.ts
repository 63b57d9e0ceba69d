import type { Pool } from 'pg'
import type { Model } from '#kernel/schema/model.ts'
import { table } from '../postgres/read-model.ts'
import { transaction } from '../postgres/transaction.ts'
import type { Say } from '../sync/load.ts'
import { writeRows } from './rows.ts'
import { Space } from './space.ts'

/**
 * Every row of a workspace made again from its documents and facts, and nothing else: no history, no claim, no job.
 * Call it in the workspace's turn. The rows of each space are those that live projection had made.
 */
export async function rebuild(pool: Pool, model: Model, workspace: string, say: Say): Promise<void> {
  const { rows } = await pool.query<{ space: string }>(
    'select space from document where workspace = $1 union select space from fact_space where workspace = $1',
    [workspace]
  )
  await transaction(pool, async client => {
    for (const name of Object.keys(model)) await client.query(`delete from ${table(name)} where workspace = $1`, [workspace])
    for (const { space: id } of rows) {
      const { projection } = await Space.load(pool, model, workspace, id, say, true)
      const all = Object.keys(model).flatMap(entity =>
        [...projection.rows(entity).values()].map(after => ({ entity, id: after.id, before: null, after }))
      )
      await writeRows(client, model, workspace, id, all)
    }
  })
}

/** All rows of a workspace as the tables hold them, in one order: what a rebuild must leave unchanged. */
export async function readRows(pool: Pool, model: Model, workspace: string): Promise<Record<string, unknown[]>> {
  const all: Record<string, unknown[]> = {}
  for (const name of Object.keys(model)) {
    const { rows } = await pool.query<{ row: unknown }>(
      `select to_jsonb(r) as row from ${table(name)} r where workspace = $1 order by space, id`,
      [workspace]
    )
    all[name] = rows.map(({ row }) => row)
  }
  return all
}
