import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { cp, mkdir, open, readdir, rename, stat } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { createGzip } from 'node:zlib'
import type { Pool, PoolClient } from 'pg'
import { frozen, transaction } from '../postgres/transaction.ts'
import { copyOut } from '../postgres/copy.ts'
import { manifestName, sealed, sha256Of, type Manifest, type Part, type TablePart } from './manifest.ts'

type Given = { pool: Pool; dataDir: string; version: string; at: number }

/**
 * Copies all that a rebuild could not give back into a folder: every durable table as of one instant, while the server works, then the
 * files and the secret of the data folder. The folder appears under its name only when it is whole and on the disk.
 */
export async function backup({ pool, dataDir, version, at }: Given, folder: string): Promise<Manifest> {
  const draft = `${folder}.part`
  await mkdir(join(draft, 'tables'), { recursive: true, mode: 0o700 })
  const { migrations, tables } = await transaction(
    pool,
    async client => {
      const made: TablePart[] = []
      for (const { table, columns, query } of [...(await durable(client)), ...(await waiting(client))])
        made.push(await write(client, draft, table, columns, query))
      const { rows } = await client.query<{ name: string }>('select name from migration order by name')
      return { migrations: rows.map(({ name }) => name), tables: made }
    },
    frozen
  )
  // After the tables: a file is on the disk before a row names it, and none is ever changed.
  const files = [...(await bring(dataDir, draft, 'files')), ...(await bring(dataDir, draft, 'key'))]
  const manifest: Manifest = { format: 1, version, at, migrations, tables, files }
  await flushed(join(draft, manifestName), sealed(manifest))
  await rename(draft, folder)
  return manifest
}

/** Durable tables, each after those it refers to: in the order they were made. */
async function durable(client: PoolClient) {
  const { rows } = await client.query<{ table: string; columns: string[] }>(
    `select c.relname as table, array_agg(a.attname::text order by a.attnum) as columns
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname not in ('migration', 'read_model')
     group by c.oid, c.relname order by c.oid`
  )
  return rows.map(({ table, columns }) => ({ table, columns, query: `"${table}" (${columns.map(name => `"${name}"`).join(', ')})` }))
}

/** Work that decisions have asked for and that is not done: it is asked for again. */
async function waiting(client: PoolClient) {
  const { rowCount } = await client.query(`select where to_regclass('job.job') is not null`)
  const query = `(select name, data from job.job where state in ('created', 'retry', 'active') order by created_on)`
  return rowCount ? [{ table: 'job', columns: ['name', 'data'], query }] : []
}

async function write(client: PoolClient, draft: string, table: string, columns: string[], query: string): Promise<TablePart> {
  const path = `tables/${table}.copy.gz`
  const zip = createGzip({ level: 6 })
  const file = zip.pipe(createWriteStream(join(draft, path), { mode: 0o600, flush: true }))
  const closed = once(file, 'close')
  let rows = 0
  let full: Promise<void> | undefined
  await copyOut(client, `copy ${query} to stdout`, line => {
    rows++
    if (!zip.write(line)) full ??= once(zip, 'drain').then(() => (full = undefined))
    return full
  })
  zip.end()
  await closed
  return { table, columns, rows, ...(await partOf(draft, path)) }
}

async function bring(dataDir: string, draft: string, name: string): Promise<Part[]> {
  if (!(await stat(join(dataDir, name)).catch(() => null))) return []
  // What is being written has a longer name until it is whole.
  await cp(join(dataDir, name), join(draft, name), { recursive: true, filter: path => !/\.[0-9a-f-]{36}$/.test(path) })
  const found = await readdir(join(draft, name), { recursive: true, withFileTypes: true }).catch(() => null)
  const paths = found?.filter(entry => entry.isFile()).map(entry => relative(draft, join(entry.parentPath, entry.name))) ?? [name]
  const parts: Part[] = []
  for (const path of paths.sort()) {
    await flushed(join(draft, path))
    parts.push(await partOf(draft, path))
  }
  return parts
}

const partOf = async (draft: string, path: string): Promise<Part> => ({
  path,
  size: (await stat(join(draft, path))).size,
  sha256: await sha256Of(join(draft, path)),
})

async function flushed(path: string, text?: string) {
  const file = await open(path, text === undefined ? 'r' : 'wx', 0o600)
  if (text !== undefined) await file.writeFile(text)
  await file.sync().finally(() => file.close())
  const folder = await open(dirname(path), 'r')
  await folder.sync().finally(() => folder.close())
}
