import { existsSync, readFileSync } from 'node:fs'
import { open, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { Pool } from 'pg'

export type Erased = { readonly workspace: string; readonly person: string }
export const listName = 'erased'

/**
 * Who was erased, by id only, beside the data and apart from them: an older backup still knows these people, and whoever restores it
 * gives it this list. Each line is a company and a person.
 */
export class ErasedList {
  private readonly pool: Pool
  private readonly path: string
  private readonly fault: (fault: unknown) => void
  private writing: Promise<void> = Promise.resolve()
  constructor(pool: Pool, dataDir: string, fault: (fault: unknown) => void) {
    this.pool = pool
    this.fault = fault
    this.path = join(dataDir, listName)
  }

  read(): Erased[] {
    const text = existsSync(this.path) ? readFileSync(this.path, 'utf8') : ''
    return text.split('\n').flatMap(line => {
      const [, workspace, person] = /^([a-z\d]+) ([a-z\d]+)$/.exec(line) ?? []
      return workspace && person ? [{ workspace, person }] : []
    })
  }
  /**
   * As the database says it, and what the list said before: a database that was put back knows less. One writing after another; what
   * could not be written is at the next start.
   */
  keep(): Promise<void> {
    return (this.writing = this.writing.then(() => this.write()).catch(this.fault))
  }
  private async write(): Promise<void> {
    const { rows } = await this.pool.query<Erased>(
      `select distinct workspace, body ->> 'person' as person from fact where kind = 'person' and body ->> 'erased' = 'true'`
    )
    const lines = new Set([...this.read(), ...rows].map(({ workspace, person }) => `${workspace} ${person}\n`))
    if (!lines.size) return
    const draft = await open(`${this.path}.part`, 'w', 0o600)
    try {
      await draft.writeFile([...lines].sort().join(''))
      await draft.sync()
    } finally {
      await draft.close()
    }
    await rename(`${this.path}.part`, this.path)
  }
}
