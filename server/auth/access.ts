import type { Pool } from 'pg'
import { atLeast, type Role } from '#kernel/command/command.ts'

const ladder = `array['viewer', 'commenter', 'editor', 'manager']`

/**
 * What a person may do in each space they have had to do with: the highest of their own role and of those of the services they are in,
 * `none` when nothing is left. The position is that of the fact from which on it is so, or since which it is no more.
 */
export const membershipsOf = `
  select space, coalesce((${ladder})[max(rank)], 'none') as role, coalesce(min(since) filter (where rank > 0), max(since)) as position
  from (
    select space, coalesce(array_position(${ladder}, role), 0) as rank, since from (
      (select distinct on (body ->> 'of') body ->> 'of' as space, body ->> 'role' as role, position as since
        from fact where workspace = $1 and kind = 'membership' and body ->> 'person' = $2
        order by body ->> 'of', position desc)
      union all
      select space, case when until is null then role else 'none' end,
        case when role = 'none' then position else greatest(position, since, until) end
      from stint cross join lateral (
        select distinct on (body ->> 'of') body ->> 'of' as space, body ->> 'role' as role, position
        from fact where workspace = $1 and kind = 'groupMembership' and body ->> 'group' = stint.service
          and (until is null or position < until)
        order by body ->> 'of', position desc
      ) through
      where stint.workspace = $1 and stint.person = $2
    ) way
  ) said group by space`

/**
 * The spaces a person may read, and since when. The company's own is everyone's who is of the company: a guest is told apart by a
 * membership of it that says `none`.
 */
export const readableBy = `
  select space, position from (${membershipsOf}) member where role <> 'none'
  union all select $1, 0 where not exists (
    select from fact where workspace = $1 and kind = 'membership' and body ->> 'person' = $2 and body ->> 'of' = $1)`

/** Who may do what in which space: read from facts, remembered until facts of the workspace change. */
export class Access {
  private readonly held = new Map<string, Promise<ReadonlyMap<string, Role | 'none'>>>()
  private readonly pool: Pool
  constructor(pool: Pool) {
    this.pool = pool
  }

  /** Null when the space is not shared with the person. What the workspace itself says is read by everyone of the company. */
  async role(workspace: string, person: string, space: string): Promise<Role | null> {
    const role = (await this.roles(workspace, person)).get(space) ?? (space === workspace ? 'viewer' : null)
    return atLeast(role, 'viewer') ? (role as Role) : null
  }

  /** The spaces that the person may read, the workspace's own included for whoever is of the company. */
  async spaces(workspace: string, person: string): Promise<string[]> {
    const roles = await this.roles(workspace, person)
    const shared = [...roles].filter(([, role]) => role !== 'none').map(([space]) => space)
    return roles.has(workspace) ? shared : [workspace, ...shared]
  }

  /** Of each space the person has had to do with, through a service too; `none` is what was taken away. */
  roles(workspace: string, person: string): Promise<ReadonlyMap<string, Role | 'none'>> {
    const key = `${workspace}/${person}`
    const known = this.held.get(key)
    if (known) return known
    const asked = this.pool
      .query<{ space: string; role: Role | 'none' }>(membershipsOf, [workspace, person])
      .then(({ rows }) => new Map(rows.map(row => [row.space, row.role])))
    this.held.set(key, asked)
    asked.catch(() => this.held.delete(key))
    return asked
  }

  forget(workspace: string): void {
    for (const key of this.held.keys()) if (key.startsWith(`${workspace}/`)) this.held.delete(key)
  }
}
