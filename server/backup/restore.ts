import { createReadStream, existsSync } from 'node:fs'
import { cp, mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { PgBoss } from 'pg-boss'
import type { Pool, PoolClient } from 'pg'
import { migrate } from '../postgres/migrate.ts'
import { transaction } from '../postgres/transaction.ts'
import { Unavailable } from '../postgres/unavailable.ts'
import { copyIn } from '../postgres/copy.ts'
import { listName } from '../rights/erased-list.ts'
import { readBackup, type Manifest, type TablePart } from './manifest.ts'

/** Positions after a restoration are beyond all that a device can have seen before it: none takes new things for old ones. */
const leap = 1_000_000_000

/**
 * Fills an empty database and data folder from a backup, all or nothing: it is read through and checked first. Rows are made again
 * at the next start. Every document is said to have moved, so that devices which know more bring it back. With the list of those who
 * were erased since (`erased` of the former data folder), the next start erases them again.
 */
export async function restore(pool: Pool, dataDir: string, folder: string, erased?: string): Promise<Manifest> {
  const manifest = await readBackup(folder)
  await refuseOccupied(pool, dataDir)
  await migrate(pool, undefined, manifest.migrations)
  const jobs = manifest.tables.filter(({ table }) => table === 'job')
  await transaction(pool, async client => {
    // What triggers wrote when these rows first came is in the backup.
    const tables = manifest.tables.filter(({ table }) => table !== 'job')
    for (const { table } of tables) await client.query(`alter table "${table}" disable trigger user`)
    for (const part of tables) await fill(client, folder, part)
    for (const { table } of tables) await client.query(`alter table "${table}" enable trigger user`)
    for (const part of manifest.tables) await count(client, part)
    await client.query('update feed set position = position + $1', [leap])
    await client.query('update document d set position = f.position from feed f where f.workspace = d.workspace')
  })
  for (const { path } of manifest.files) {
    await mkdir(dirname(join(dataDir, path)), { recursive: true, mode: 0o700 })
    await cp(join(folder, path), join(dataDir, path))
  }
  if (erased) await cp(erased, join(dataDir, listName))
  for (const part of jobs) await askAgain(pool, folder, part)
  return manifest
}

async function refuseOccupied(pool: Pool, dataDir: string) {
  const { rowCount } = await pool.query(`select where to_regclass('public.workspace') is not null`)
  if (!rowCount && !existsSync(join(dataDir, 'files')) && !existsSync(join(dataDir, 'key'))) return
  throw new Unavailable(
    `Il y a déjà des données dans ${dataDir} : une restauration se fait dans un dossier neuf (DATA_DIR) et une base vide. Rien n’a été touché.`,
    `There are data in ${dataDir} already: restore into a new folder (DATA_DIR) and an empty database. Nothing was touched.`
  )
}

const fill = (client: PoolClient, folder: string, { path, table, columns }: TablePart) =>
  copyIn(client, `copy "${table}" (${columns.map(name => `"${name}"`).join(', ')}) from stdin`, linesOf(folder, path))
const linesOf = (folder: string, path: string): AsyncIterable<Buffer> => createReadStream(join(folder, path)).pipe(createGunzip())

/** As many rows as were written; and what comes next is numbered after them. */
async function count(client: PoolClient, { table, rows }: TablePart) {
  if (table === 'job') return
  const { rows: found } = await client.query<{ n: number }>(`select count(*) as n from "${table}"`)
  if (found[0]?.n !== rows) throw new Error(`${table}: ${rows} rows were saved, ${found[0]?.n} came back`)
  const { rows: counters } = await client.query<{ column: string }>(
    `select attname as column from pg_attribute where attrelid = $1::regclass and attidentity <> ''`,
    [`"${table}"`]
  )
  for (const { column } of counters)
    await client.query(
      `select setval(pg_get_serial_sequence('"${table}"', '${column}'), max("${column}")) from "${table}" having count(*) > 0`
    )
}

async function askAgain(pool: Pool, folder: string, { path }: TablePart) {
  let text = ''
  await pipeline(linesOf(folder, path), async source => {
    for await (const chunk of source) text += (chunk as Buffer).toString('utf8')
  })
  if (!text) return
  const boss = new PgBoss({ db: { executeSql: (sql, values) => pool.query(sql, values as unknown[]) }, schema: 'job', supervise: false })
  await boss.start()
  for (const line of text.trimEnd().split('\n')) {
    const [name = '', data = ''] = line.split('\t')
    await boss.createQueue(name)
    await boss.send(name, JSON.parse(data.replace(/\\(.)/g, '$1')) as object)
  }
  await boss.stop({ graceful: false })
}
