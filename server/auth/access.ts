import type { Pool } from 'pg'
import { atLeast, type Role } from '#kernel/command/command.ts'

/** A membership as it stands: the last one said for a space and a person. */
export const membershipsOf = `
  select distinct on (body ->> 'of') body ->> 'of' as space, body ->> 'role' as role, position
  from fact where workspace = $1 and kind = 'membership' and body ->> 'person' = $2
  order by body ->> 'of', position desc`

/** Who may do what in which space: read from facts, remembered until facts of the workspace change. */
export class Access {
  private readonly held = new Map<string, Promise<ReadonlyMap<string, string>>>()
  private readonly pool: Pool
  constructor(pool: Pool) {
    this.pool = pool
  }

  /** Null when the space is not shared with the person. What the workspace itself says is read by everyone in it. */
  async role(workspace: string, person: string, space: string): Promise<Role | null> {
    const role = (await this.of(workspace, person)).get(space) ?? (space === workspace ? 'viewer' : null)
    return atLeast(role, 'viewer') ? (role as Role) : null
  }

  /** The spaces that the person may read, the workspace's own included. */
  async spaces(workspace: string, person: string): Promise<string[]> {
    const readable = [...(await this.of(workspace, person))].filter(([, role]) => atLeast(role as Role, 'viewer')).map(([space]) => space)
    return [...new Set([workspace, ...readable])]
  }

  forget(workspace: string): void {
    for (const key of this.held.keys()) if (key.startsWith(`${workspace}/`)) this.held.delete(key)
  }

  private of(workspace: string, person: string): Promise<ReadonlyMap<string, string>> {
    const key = `${workspace}/${person}`
    const known = this.held.get(key)
    if (known) return known
    const asked = this.pool
      .query<{ space: string; role: string }>(membershipsOf, [workspace, person])
      .then(({ rows }) => new Map(rows.map(row => [row.space, row.role])))
    this.held.set(key, asked)
    asked.catch(() => this.held.delete(key))
    return asked
  }
}
