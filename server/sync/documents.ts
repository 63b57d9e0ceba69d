import type { Pool, PoolClient } from 'pg'
import { parseName } from '#kernel/space/name.ts'

export type Known = {
  readonly id: number
  readonly name: string
  readonly workspace: string
  readonly space: string
  readonly sort: 'plan' | 'text'
}

/** Which documents exist, and in which space: asked at each opening, so remembered. */
export class Documents {
  private readonly known = new Map<string, Known>()
  private readonly pool: Pool
  constructor(pool: Pool) {
    this.pool = pool
  }

  async find(name: string): Promise<Known | null> {
    const found = this.known.get(name)
    if (found) return found
    const { rows } = await this.pool.query<Known>('select id, name, workspace, space, sort from document where name = $1', [name])
    if (rows[0]) this.known.set(name, rows[0])
    return rows[0] ?? null
  }

  /** The document of that name; made in that space if there is none yet. The space it was first made in is the one that counts. */
  async open(name: string, space: string, through: Pool | PoolClient = this.pool): Promise<Known> {
    const parsed = parseName(name)
    if (parsed?.sort !== 'plan' && parsed?.sort !== 'text') throw new Error(`“${name}” is not stored`)
    const { rows } = await through.query<Known>(
      `with made as (
         insert into document (name, workspace, space, sort) values ($1, $2, $3, $4)
         on conflict (name) do nothing returning id, name, workspace, space, sort
       ), started as (insert into projection (document) select id from made)
       select * from made union all select id, name, workspace, space, sort from document where name = $1 limit 1`,
      [name, parsed.workspace, space, parsed.sort]
    )
    // Made by another at the same instant: its row is visible to the next statement.
    return rows[0] ?? (await this.find(name)) ?? Promise.reject(new Error(`“${name}” could not be made`))
  }

  forget(name: string): void {
    this.known.delete(name)
  }
}
