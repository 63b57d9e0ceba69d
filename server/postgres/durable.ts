import type { Pool } from 'pg'
import { Unavailable } from './unavailable.ts'

/** “Saved” means durable: a database that may forget what it has committed is refused. */
export async function assertDurable(pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ name: string }>(
    `select name from pg_settings where name in ('fsync', 'synchronous_commit', 'full_page_writes') and setting = 'off' order by name`
  )
  if (!rows.length) return
  const names = rows.map(row => row.name).join(', ')
  throw new Unavailable(
    `La base de données peut perdre ce qui est enregistré : remettez ${names} à « on » dans PostgreSQL, puis relancez Relais.`,
    `The database may lose what was saved: set ${names} back to “on” in PostgreSQL, then start Relais again.`
  )
}
