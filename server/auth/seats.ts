import type { Pool, PoolClient } from 'pg'
import { isProblem, problem, problems, type Problem } from '../http/answer.ts'
import type { StoredFact } from '../projector/facts.ts'
import { readToken, sameHash } from './secret.ts'

export type State = 'active' | 'suspended' | 'removed'

/** What someone is told who may not come in any more. */
export const outside = {
  suspended: problem(
    401,
    'suspended',
    'Votre accès à cette entreprise est suspendu : adressez-vous à qui gère l’équipe.',
    'Your access to this company is suspended: ask whoever manages the team.'
  ),
  removed: problem(
    401,
    'removed',
    'Vous ne faites plus partie de cette entreprise : pour y revenir, demandez une invitation.',
    'You are no longer in this company: to come back, ask for an invitation.'
  ),
} as const

/**
 * Marks in their seats those whom facts let in or put out, in the transaction of the facts: from its commit on, no session of theirs
 * is one. Answers who is out. What they had invited others to is void; whoever comes back signs in anew.
 */
export async function markSeats(client: PoolClient, workspace: string, facts: readonly StoredFact[]): Promise<ReadonlySet<string>> {
  const out = new Set<string>()
  for (const { kind, body, at } of facts) {
    const person = String(body['person'])
    if (kind === 'ownership') await seated(client, workspace, person)
    if (kind !== 'standing') continue
    const state = body['state'] as State
    const { rows } = await client.query<{ account: string; state: State }>(
      `update seat s set state = $3 from seat was where s.workspace = $1 and s.person = $2
       and was.account = s.account and was.workspace = s.workspace returning s.account, was.state`,
      [workspace, person, state]
    )
    if (state === 'active') {
      for (const { account } of rows.filter(row => row.state !== 'active'))
        await client.query('delete from session where account = $1 and workspace = $2', [account, workspace])
      continue
    }
    out.add(person)
    await client.query('update invitation set expires_at = $3 where workspace = $1 and by = $2 and used_at is null', [
      workspace,
      person,
      at,
    ])
  }
  return out
}

/** A company is not handed over to someone who cannot come in. */
async function seated(client: PoolClient, workspace: string, person: string): Promise<void> {
  const { rowCount } = await client.query(`select from seat where workspace = $1 and person = $2 and state = 'active'`, [workspace, person])
  if (!rowCount)
    throw problem(
      409,
      'noAccount',
      'Cette personne n’a pas encore de compte : invitez-la, puis confiez-lui l’entreprise.',
      'This person has no account yet: invite them, then hand the company over.',
      'person'
    )
}

/** Why a session that is known, of the person that is meant, opens nothing; null when that is not why. */
export async function outOf(pool: Pool, token: string | undefined, meant: string | null): Promise<Problem | null> {
  const read = readToken(token)
  if (!read) return null
  const { rows } = await pool.query<{ secret_hash: Buffer; ended_at: number | null; state: State; person: string }>(
    `select s.secret_hash, s.ended_at, seat.state, seat.person from session s
     join seat on seat.account = s.account and seat.workspace = s.workspace where s.id = $1`,
    [read.id]
  )
  const [row] = rows
  if (!row) return (await gone(pool, read, meant)) ? outside.removed : null
  if (!sameHash(row.secret_hash, read.hash) || (meant ?? row.person) !== row.person) return null
  return stateOf(row.state) ?? (row.ended_at === null ? null : problems.endedElsewhere)
}

/** A session of somebody who was erased: its device empties itself. */
async function gone(pool: Pool, { id, hash }: { id: string; hash: Buffer }, meant: string | null): Promise<boolean> {
  const { rows } = await pool.query<{ secret_hash: Buffer; person: string }>('select secret_hash, person from gone_session where id = $1', [
    id,
  ])
  const [row] = rows
  return row !== undefined && sameHash(row.secret_hash, hash) && (meant ?? row.person) === row.person
}

/** The company that an account may enter, or why it may not. Null when it never was in one. */
export async function seatOf(pool: Pool | PoolClient, account: string): Promise<{ workspace: string } | Problem | null> {
  const { rows } = await pool.query<{ workspace: string; state: State }>(
    `select workspace, state from seat where account = $1 order by (state = 'active') desc, workspace limit 1`,
    [account]
  )
  const [row] = rows
  return row ? (stateOf(row.state) ?? { workspace: row.workspace }) : null
}
/** Why an invitation does not let someone in who had a seat; one into the company lets back in who had left it. */
export const refusedSeat = (state: State | null, intoCompany: boolean): Problem | null =>
  state === null || (state === 'removed' && intoCompany) ? null : stateOf(state)
const stateOf = (state: State): Problem | null => (state === 'active' ? null : outside[state])

/** What was thrown to end a transaction, when it is words for whoever asked. */
export function thrownProblem(fault: unknown): Problem {
  if (isProblem(fault)) return fault
  throw fault
}
