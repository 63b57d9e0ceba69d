import type { PoolClient } from 'pg'
import { copyIn } from './copy.ts'

/** Adds lines of COPY to a table. Where a policy binds who writes, PostgreSQL refuses COPY: they pass through a table of the session. */
export async function fill(client: PoolClient, table: string, columns: readonly string[], lines: AsyncIterable<Buffer>): Promise<void> {
  const names = columns.map(name => `"${name}"`).join(', ')
  if (!(await bound(client, table))) return copyIn(client, `copy ${table} (${names}) from stdin`, lines)
  const passage = `"filling ${table.replaceAll('"', '')}"`
  await client.query(`create temp table if not exists ${passage} (like ${table}) on commit delete rows`)
  await copyIn(client, `copy ${passage} (${names}) from stdin`, lines)
  await client.query(`insert into ${table} (${names}) select ${names} from ${passage}`)
  await client.query(`delete from ${passage}`)
}

/** A connection stays who it is: asked once of each. */
const answers = new WeakMap<PoolClient, Promise<boolean>>()
function bound(client: PoolClient, table: string): Promise<boolean> {
  const known = answers.get(client)
  if (known) return known
  const asked = client
    .query<{ bound: boolean }>('select row_security_active($1::regclass) as bound', [table])
    .then(({ rows }) => rows[0]?.bound === true)
  answers.set(client, asked)
  asked.catch(() => answers.delete(client))
  return asked
}
