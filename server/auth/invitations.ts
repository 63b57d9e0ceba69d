import { createHmac } from 'node:crypto'
import { roleOf } from '#domain/people/place.ts'
import { employee, visitor } from '#domain/people/ready-roles.ts'
import type { Role } from '#domain/people/role.ts'
import { randomId } from '#kernel/base/id.ts'
import type { Clock } from '#kernel/base/clock.ts'
import type { FactDraft } from '#kernel/command/command.ts'
import type { Pool, PoolClient } from 'pg'
import { problem, type Problem } from '../http/answer.ts'
import type { StoredFact } from '../projector/facts.ts'
import { readToken } from './secret.ts'

export type Invitation = { id: string; workspace: string; space: string; role: string; roles: string[]; guest: boolean; by: string }
type Row = Invitation & { expires_at: number; used_at: number | null }

const gone = problem(
  410,
  'gone',
  'Ce lien d’invitation n’est plus valable : demandez-en un autre.',
  'This invitation link is no longer valid: ask for another one.'
)

/** Links that make whoever holds one a member. The secret is remade from the server's key: the same decision gives the same link. */
export class Invitations {
  private readonly pool: Pool
  private readonly clock: Clock
  private readonly key: Buffer
  constructor(pool: Pool, clock: Clock, key: Buffer) {
    this.pool = pool
    this.clock = clock
    this.key = key
  }

  /** The link's secret for an invitation fact. */
  token(id: string): string {
    return `${id.slice(0, 16)}.${createHmac('sha256', this.key).update(id).digest('base64url')}`
  }

  /** Keeps the hash of the secret beside the fact, or makes it void, in the transaction of the fact. */
  async make(client: PoolClient, workspace: string, facts: readonly StoredFact[]): Promise<void> {
    for (const { kind, id, body, by, at } of facts) {
      if (kind === 'invitationEnd')
        await client.query('update invitation set expires_at = $3 where workspace = $1 and id = $2 and used_at is null', [
          workspace,
          body['invitation'],
          at,
        ])
      if (kind !== 'invitation') continue
      const hash = readToken(this.token(id))?.hash
      await client.query(
        'insert into invitation (token_hash, id, workspace, space, role, roles, by, at, expires_at, guest) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)',
        [hash, id, workspace, body['of'], body['role'], body['roles'] ?? [], by, at, body['until'], body['guest'] === true]
      )
    }
  }

  async find(token: string): Promise<Invitation | Problem> {
    const read = readToken(token)
    if (!read) return gone
    const { rows } = await this.pool.query<Row>(
      'select id, workspace, space, role, roles, guest, by, expires_at, used_at from invitation where token_hash = $1 and left(id, 16) = $2',
      [read.hash, read.id]
    )
    const [row] = rows
    return row && row.used_at === null && row.expires_at > this.clock.now() ? row : gone
  }

  /** Marks it as used; of two who hold the link, the first enters. */
  async use(client: PoolClient, { id }: Invitation, person: string): Promise<void> {
    const { rowCount } = await client.query('update invitation set used_at = $2, used_by = $3 where id = $1 and used_at is null', [
      id,
      this.clock.now(),
      person,
    ])
    if (!rowCount) throw gone
  }

  /** What the company is called. */
  async company({ workspace }: Invitation): Promise<string> {
    const { rows } = await this.pool.query<{ name: string }>('select name from workspace where id = $1', [workspace])
    return rows[0]?.name ?? ''
  }
  /** Who invites where, and as what, for the page that the link opens: into the company by its roles, elsewhere by what one may do. */
  async describe(invitation: Invitation) {
    const { workspace, space, role, guest, by } = invitation
    const latest = async (kind: string, field: string, value: string) => {
      const { rows } = await this.pool.query<{ body: StoredFact['body'] }>(
        'select body from fact where workspace = $1 and kind = $2 and body ->> $3 = $4 order by position desc limit 1',
        [workspace, kind, field, value]
      )
      return rows[0]?.body ?? null
    }
    const named = async (kind: string, field: string, value: string) => ({
      name: String((await latest(kind, field, value))?.['name'] ?? ''),
    })
    const known = async (id: string) => roleOf(id, (await latest('role', 'of', id)) as Partial<Role> | null)
    const roles = space === workspace ? await Promise.all(rolesOf(invitation).map(known)) : []
    return {
      workspace: { name: await this.company(invitation) },
      space: await named('space', 'of', space),
      role,
      roles: roles.flatMap(role => (role && !role.retired ? [role.name] : [])),
      guest,
      by: await named('person', 'person', by),
    }
  }
}

/** What one will be in the company. */
const rolesOf = ({ roles }: Invitation): string[] => (roles.length ? roles : [employee])
/** What entering records, told to the space. */
export const invitationOf = ({ space, role }: Invitation, person: string): FactDraft[] => [
  { kind: 'membership', id: randomId(), body: { of: space, person, role }, spaces: [space] },
]
/**
 * Whether one is of the company from then on: a guest who is new to it is not, and one whom it invites among its own is a guest no more.
 * A guest's link takes nothing away from a colleague.
 */
export function belongingOf(invitation: Invitation, person: string, held: ReadonlyMap<string, string> | null): FactDraft[] {
  const { workspace, guest, space } = invitation
  const said = (role: string, as: string[]): FactDraft[] => [
    { kind: 'standing', id: randomId(), body: { person, roles: as, state: 'active' }, spaces: [workspace] },
    { kind: 'membership', id: randomId(), body: { of: workspace, person, role }, spaces: [workspace] },
  ]
  if (guest) return held ? [] : said('none', [visitor])
  if (held?.get(workspace) !== 'none') return []
  return said('viewer', rolesOf(invitation)).slice(0, space === workspace ? 1 : 2)
}
/** What one is in the company from then on, where the invitation was into it. */
export const welcomeOf = (invitation: Invitation, person: string): FactDraft[] => {
  const { space, workspace } = invitation
  const body = { person, roles: rolesOf(invitation), state: 'active' }
  return space === workspace ? [{ kind: 'standing', id: randomId(), body, spaces: [workspace] }] : []
}
