import type { PoolClient } from 'pg'
import { copyIn } from '../postgres/copy.ts'
import { cell, copyLines, jsonCell } from '../postgres/copy-text.ts'
import type { Logged } from '../sync/load.ts'
import type { Line } from './lines.ts'

export type TextEdit = Logged & { document: number; entity: string; record: string; field: string }

/** Appends what happened to records; nothing here is ever changed. */
export async function writeHistory(client: PoolClient, workspace: string, space: string, lines: readonly Line[]): Promise<void> {
  if (!lines.length) return
  const start = [cell(workspace), cell(space)]
  const spelled = copyLines(lines, line => [...start, ...columns.map(name => (json.has(name) ? jsonCell : cell)(line[name]))])
  await copyIn(client, `copy history (workspace, space, ${columns.join(', ')}) from stdin`, spelled)
}
const columns = [
  'entity',
  'record',
  'field',
  'before',
  'after',
  'won',
  'person',
  'recovered_by',
  'device_at',
  'at',
  'document',
  'sequence',
] as const satisfies readonly (keyof Line)[]
const json: ReadonlySet<string> = new Set(['before', 'after'])

const sitting = 10 * 60_000

/** That someone wrote in a text: once for each sitting, not for each key they pressed. */
export async function writeTextHistory(client: PoolClient, workspace: string, space: string, edits: readonly TextEdit[]): Promise<void> {
  const said = new Map<string, number>()
  for (const { entity, record, field, person, at, device_at, document, sequence } of edits) {
    const key = `${entity}/${record}/${field}/${person}`
    if (at - (said.get(key) ?? -Infinity) < sitting) continue
    said.set(key, at)
    await client.query(
      `insert into history (workspace, space, entity, record, field, won, person, device_at, at, document, sequence)
       select $1, $2, $3, $4, $5, true, $6, $7, $8, $9, $10
       where not exists (
         select from history where workspace = $1 and entity = $3 and record = $4 and field = $5 and person = $6
           and at > $8::bigint - $11::bigint
       )`,
      [workspace, space, entity, record, field, person, device_at, at, document, sequence, sitting]
    )
  }
}
