import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type pg from 'pg'

const folder = join(import.meta.dirname, '../../migrations')
const lock = 0x6d696772

/**
 * Forward only, in order of name, each in a transaction of its own; a migration that has run may never change. With `only`, to the
 * shape that these migrations gave.
 */
export async function migrate(pool: pg.Pool, from = folder, only?: readonly string[]): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [lock])
    await client.query(
      'create table if not exists migration (name text primary key, checksum text not null, at timestamptz not null default now())'
    )
    const { rows } = await client.query<{ name: string; checksum: string }>('select name, checksum from migration')
    const ran = new Map(rows.map(row => [row.name, row.checksum]))
    const files = readdirSync(from)
      .filter(name => name.endsWith('.sql'))
      .sort()
    const unknown = [...ran.keys(), ...(only ?? [])].filter(name => !files.includes(name))
    if (unknown.length)
      throw new Error(`the database knows migrations that this version does not have (${unknown.join(', ')}): run a newer Relais`)

    for (const name of files) {
      const sql = readFileSync(join(from, name), 'utf8')
      const checksum = createHash('sha256').update(sql).digest('hex')
      if (ran.get(name) === checksum || (only && !only.includes(name))) continue
      if (ran.has(name)) throw new Error(`migration ${name} has run and has changed since: write a new one`)
      await client.query('begin')
      try {
        await client.query(sql)
        await client.query('insert into migration (name, checksum) values ($1, $2)', [name, checksum])
        await client.query('commit')
      } catch (fault) {
        await client.query('rollback')
        throw new Error(`migration ${name} failed`, { cause: fault })
      }
    }
  } finally {
    await client.query('select pg_advisory_unlock($1)', [lock]).catch(() => {})
    client.release()
  }
}
