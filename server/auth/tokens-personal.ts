import type { Pool, PoolClient } from 'pg'
import type { Clock } from '#kernel/base/clock.ts'
import { problem, textAt, type Problem } from '../http/answer.ts'
import type { Who } from '../sync/who.ts'
import { makeToken, readToken } from './secret.ts'
import type { Scope } from './tokens-scope.ts'

/** Times in milliseconds. */
export type PersonalToken = { id: string; name: string; scope: Scope; at: number; expires: number; used: number | null }
const prefix = 'rlp_'
const day = 86_400_000
const durations = [7, 30, 90, 365]
const longestName = 60
const most = 20

/** What somebody gives to a program of their own, shown once: it does what it was made for, until a day. */
export class PersonalTokens {
  private readonly pool: Pool
  private readonly clock: Clock
  constructor(pool: Pool, clock: Clock) {
    this.pool = pool
    this.clock = clock
  }

  async of({ account, workspace }: Who): Promise<PersonalToken[]> {
    const { rows } = await this.pool.query<PersonalToken>(
      `select id, name, scope, at, expires_at as expires, used_at as used from personal_token
       where account = $1 and workspace = $2 order by at desc, id`,
      [account, workspace]
    )
    return rows
  }

  async make({ account, workspace }: Who, body: unknown): Promise<{ token: string } | Problem> {
    const name = textAt(body, 'name').trim()
    if (!name || name.length > longestName) return unnamed
    const scope = textAt(body, 'scope')
    if (scope !== 'read' && scope !== 'write') return unscoped
    const days = (body as { days?: unknown }).days
    if (!durations.includes(days as number)) return endless
    const { id, hash, token } = makeToken()
    const now = this.clock.now()
    const { rowCount } = await this.pool.query(
      `insert into personal_token (token_hash, id, account, workspace, name, scope, at, expires_at)
       select $1, $2, $3, $4, $5, $6, $7, $8 where (select count(*) from personal_token where account = $3) < $9`,
      [hash, id, account, workspace, name, scope, now, now + (days as number) * day, most]
    )
    return rowCount ? { token: prefix + token } : tooMany
  }
  async revoke({ account }: Who, id: string): Promise<null | Problem> {
    const { rowCount } = await this.pool.query('delete from personal_token where id = $1 and account = $2', [id, account])
    return rowCount ? null : gone
  }

  /** With a new password nothing that was given before it opens. */
  async revokeAll(account: string, through: PoolClient): Promise<void> {
    await through.query('delete from personal_token where account = $1', [account])
  }

  async who(token: string): Promise<Who | null> {
    const hash = token.startsWith(prefix) ? readToken(token.slice(prefix.length))?.hash : undefined
    if (!hash) return null
    const now = this.clock.now()
    const { rows } = await this.pool.query<{ id: string; account: string; workspace: string; person: string; scope: Scope }>(
      `update personal_token t set used_at = $2 from seat
       where t.token_hash = $1 and t.expires_at > $2
         and seat.account = t.account and seat.workspace = t.workspace and seat.state = 'active'
       returning t.id, t.account, t.workspace, seat.person, t.scope`,
      [hash, now]
    )
    const [row] = rows
    if (!row) return null
    const { account, workspace, person, scope } = row
    return { account, workspace, person, session: `token/${row.id}`, scope }
  }
}

const unnamed = problem(
  422,
  'missing',
  `Donnez un nom, de ${longestName} caractères au plus : à quoi servira ce jeton.`,
  `Give a name, of ${longestName} characters at most: what this token will be for.`,
  'name'
)
const unscoped = problem(422, 'scope', 'Choisissez ce que le jeton permet.', 'Choose what the token allows.', 'scope')
const endless = problem(422, 'days', 'Choisissez jusqu’à quand le jeton sert.', 'Choose how long the token serves.', 'days')
const tooMany = problem(
  409,
  'tooMany',
  `Vous avez déjà ${most} jetons : révoquez ceux qui ne servent plus.`,
  `You have ${most} tokens already: revoke those no longer used.`
)
const gone = problem(404, 'gone', 'Ce jeton n’existe plus.', 'This token no longer exists.')
