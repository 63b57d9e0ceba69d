import type { Pool, PoolClient } from 'pg'
import type { Clock } from '#kernel/base/clock.ts'
import { problem, textAt, type Problem } from '../http/answer.ts'
import { transaction } from '../postgres/transaction.ts'
import type { Who } from '../sync/who.ts'
import type { Identity } from './provider.ts'
import type { Notes } from './sealed-note.ts'
import type { Sessions } from './sessions.ts'

/** Times in milliseconds. */
export type Linked = { issuer: string; caption: string; at: number; used: number | null }
type Given = { pool: Pool; clock: Clock; sessions: Sessions }

/** Which account somebody of a provider is: by the provider and its name for them, never by their address. */
export class Identities {
  private readonly given: Given
  constructor(given: Given) {
    this.given = given
  }

  async of(account: string): Promise<Linked[]> {
    const { rows } = await this.given.pool.query<Linked>(
      'select issuer, caption, at, used_at as used from identity where account = $1 order by at, issuer',
      [account]
    )
    return rows
  }

  /** Whose it is, used now. */
  async used(client: Pool | PoolClient, { issuer, subject }: Identity): Promise<string | null> {
    const { rows } = await client.query<{ account: string }>(
      'update identity set used_at = $3 where issuer = $1 and subject = $2 returning account',
      [issuer, subject, this.given.clock.now()]
    )
    return rows[0]?.account ?? null
  }

  /** One for each provider and account, and one account for each. */
  async add(client: Pool | PoolClient, account: string, { issuer, subject, email, name }: Identity): Promise<Problem | null> {
    const { rowCount } = await client.query(
      'insert into identity (issuer, subject, account, caption, at) values ($1, $2, $3, $4, $5) on conflict do nothing',
      [issuer, subject, account, email ?? name, this.given.clock.now()]
    )
    return rowCount ? null : taken
  }
  /** With a new account: its address is proven, for the provider answers for it. */
  async begin(client: PoolClient, account: string, identity: Identity): Promise<void> {
    const refused = await this.add(client, account, identity)
    if (refused) throw refused
    await client.query('update account set verified_at = $2 where id = $1', [account, this.given.clock.now()])
  }
  /** By whoever has just shown who they are here and there; whoever had copied this session’s token is out. */
  link({ account, session }: Who, identity: Identity): Promise<{ token: string } | Problem> {
    return transaction(this.given.pool, async client => {
      const refused = await this.add(client, account, identity)
      return refused ?? { token: await this.given.sessions.rotate(session, client) }
    })
  }
  /** After a sign-in by password: when the provider answers for the very address that is proven to be the account’s. */
  async claim(account: string, identity: Identity): Promise<boolean> {
    const { rowCount } = await this.given.pool.query(
      `insert into identity (issuer, subject, account, caption, at)
       select $1, $2, id, email, $5 from account where id = $3 and email = $4 and verified_at is not null on conflict do nothing`,
      [identity.issuer, identity.subject, account, identity.email, this.given.clock.now()]
    )
    return rowCount === 1
  }

  /** Not the last way in. */
  unlink({ account, session }: Who, issuer: string): Promise<{ token: string } | Problem> {
    return transaction(this.given.pool, async client => {
      // Who takes another way away at the same time waits.
      await client.query('select from account where id = $1 for update', [account])
      const { rowCount: other } = await client.query(
        `select from account a where id = $1 and (password <> '' or exists (select from passkey p where p.account = a.id))`,
        [account]
      )
      if (!other) return last
      const { rowCount } = await client.query('delete from identity where account = $1 and issuer = $2', [account, issuer])
      return rowCount ? { token: await this.given.sessions.rotate(session, client) } : gone
    })
  }
}

const taken = problem(
  409,
  'taken',
  'Cette identité est déjà liée à un compte, ou le vôtre en a déjà une : déliez-la d’abord.',
  'This identity is linked to an account already, or yours has one: unlink it first.'
)
const last = problem(
  409,
  'lastWay',
  'C’est votre seule façon d’entrer : choisissez d’abord un mot de passe, ou ajoutez une clé d’accès.',
  'This is your only way in: choose a password first, or add a passkey.'
)
const gone = problem(404, 'gone', 'Cette identité n’est plus liée à votre compte.', 'This identity is no longer linked to your account.')

/** What was shown at the provider for this invitation, in place of a password; null when a password is to come. */
export function joiningIn(notes: Notes, invitation: string, body: unknown): Identity | null | Problem {
  const note = textAt(body, 'identity')
  if (!note) return null
  const said = notes.read<Identity & { invitation: string }>('joining', note)
  return said?.invitation === invitation ? said : stale
}
const stale = problem(
  410,
  'elsewhere',
  'Ce que le fournisseur a dit de vous date de trop longtemps : recommencez avec lui.',
  'What the provider said of you is too long ago: begin again with it.'
)
