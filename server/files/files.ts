import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Pool } from 'pg'
import type { Clock } from '#kernel/base/clock.ts'

export type Kept = { hash: string; size: number; type: string }

/** Files by the hash of their content, one folder for each workspace: nothing is shared between workspaces. */
export class Files {
  private readonly pool: Pool
  private readonly clock: Clock
  private readonly folder: string
  constructor(pool: Pool, clock: Clock, dataDir: string) {
    this.pool = pool
    this.clock = clock
    this.folder = join(dataDir, 'files')
  }

  /** On the disk, flushed, before anybody is told of it; the same content twice is one file. */
  async put(workspace: string, bytes: Uint8Array, type: string): Promise<Kept> {
    const hash = createHash('sha256').update(bytes).digest('hex')
    const path = this.path(workspace, hash)
    if (!(await stat(path).catch(() => null))) {
      await mkdir(join(path, '..'), { recursive: true, mode: 0o700 })
      const draft = `${path}.${randomUUID()}`
      const file = await open(draft, 'wx', 0o600)
      try {
        await file.writeFile(bytes)
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(draft, path)
      await flush(join(path, '..'))
    }
    await this.pool.query('insert into file (workspace, hash, size, type, at) values ($1, $2, $3, $4, $5) on conflict do nothing', [
      workspace,
      hash,
      bytes.byteLength,
      type,
      this.clock.now(),
    ])
    return { hash, size: bytes.byteLength, type }
  }

  /** The bytes, checked against their name. */
  async get(workspace: string, hash: string): Promise<{ bytes: Buffer; type: string } | null> {
    const { rows } = await this.pool.query<{ type: string }>('select type from file where workspace = $1 and hash = $2', [workspace, hash])
    if (!rows[0]) return null
    const bytes = await readFile(this.path(workspace, hash))
    if (createHash('sha256').update(bytes).digest('hex') !== hash) throw new Error(`file ${hash} is damaged`)
    return { bytes, type: rows[0].type }
  }

  /** What nothing shows any more goes, from the disk too. */
  async forget(workspace: string, hash: string): Promise<void> {
    await this.pool.query('delete from file where workspace = $1 and hash = $2', [workspace, hash])
    await rm(this.path(workspace, hash), { force: true })
  }

  private path(workspace: string, hash: string) {
    return join(this.folder, workspace, hash.slice(0, 2), hash)
  }
}

async function flush(folder: string) {
  const handle = await open(folder, 'r')
  await handle.sync().finally(() => handle.close())
}
