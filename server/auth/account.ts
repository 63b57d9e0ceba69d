import type { Pool } from 'pg'
import { isProblem, problem, textAt, type Problem } from '../http/answer.ts'
import { transaction } from '../postgres/transaction.ts'
import type { Who } from '../sync/who.ts'
import type { Credentials } from './credentials.ts'
import { knownOf } from './known-of.ts'
import { passwordOf } from './newcomer.ts'
import type { Passkey, Passkeys } from './passkeys.ts'
import { hashPassword } from './passwords.ts'
import type { Protection } from './protection.ts'
import type { SecondFactor } from './second-factor.ts'
import type { Session, Sessions } from './sessions.ts'
import type { PersonalToken, PersonalTokens } from './tokens-personal.ts'

type Given = {
  pool: Pool
  credentials: Credentials
  sessions: Sessions
  secondFactor: SecondFactor
  passkeys: Passkeys
  personalTokens: PersonalTokens
  protection: Protection
}
type Row = { email: string; verified: boolean; username: string | null }
type Described = Row & {
  sessions: (Session & { here: boolean })[]
  secondFactor: { since: number; codes: number } | null
  passkeys: Passkey[]
  tokens: PersonalToken[]
}

const nameTaken = '23505'

/** How a person signs in, and where they are signed in. */
export class Account {
  private readonly given: Given
  constructor(given: Given) {
    this.given = given
  }

  async describe(who: Who): Promise<Described> {
    const { account, session } = who
    const { email, verified, username } = await this.row(account)
    const sessions = await this.given.sessions.of(account)
    const secondFactor = await this.given.secondFactor.describe(account)
    const passkeys = await this.given.passkeys.of(account)
    const tokens = await this.given.personalTokens.of(who)
    return {
      email,
      verified,
      username,
      secondFactor,
      passkeys,
      tokens,
      sessions: sessions.map(one => ({ ...one, here: one.id === session })),
    }
  }

  /** A name to sign in by, beside the address; an empty one takes it away. */
  async name({ account }: Who, body: unknown): Promise<null | Problem> {
    const username = textAt(body, 'username').trim().toLowerCase()
    if (username && !/^[a-z0-9][a-z0-9._-]{2,39}$/.test(username))
      return problem(
        422,
        'username',
        'Choisissez de 3 à 40 lettres sans accent, chiffres, points ou tirets.',
        'Choose 3 to 40 plain letters, digits, dots or dashes.',
        'username'
      )
    try {
      await this.given.pool.query('update account set username = $2 where id = $1', [account, username || null])
    } catch (fault) {
      if ((fault as { code?: string }).code !== nameTaken) throw fault
      return problem(
        409,
        'taken',
        'Cet identifiant est déjà pris : choisissez-en un autre.',
        'This name is taken: choose another.',
        'username'
      )
    }
    return null
  }

  /**
   * Whoever changes it proves that they know the former one; this session goes on under a new token, every other one ends, those of
   * programs too, and so do the tokens that one gave to programs.
   */
  async changePassword({ account, session }: Who, body: unknown): Promise<{ token: string; ended: string[] } | Problem> {
    const refused = await this.own(account, textAt(body, 'current'), 'current')
    if (refused) return refused
    const next = passwordOf(textAt(body, 'next'), 'next', await knownOf(this.given.pool, account))
    if (isProblem(next)) return next
    const hash = await hashPassword(next)
    return transaction(this.given.pool, async client => {
      await client.query('update account set password = $2 where id = $1', [account, hash])
      const ended = await this.given.sessions.endOf(account, { keep: session }, client)
      await this.given.personalTokens.revokeAll(account, client)
      return { token: await this.given.sessions.rotate(session, client), ended }
    })
  }

  /** Signs out elsewhere: one session, or all but this one. A session of somebody else is none of theirs. */
  endElsewhere({ account, session }: Who, one: string | null): Promise<string[]> {
    return this.given.sessions.endOf(account, { one, keep: session })
  }

  /** Shows again who one is, before what protects the account is changed. */
  async confirm({ account, session }: Who, body: unknown): Promise<{ token: string } | Problem> {
    const refused = await this.wholly(account, body)
    return refused ?? { token: await this.given.sessions.prove(session) }
  }

  /** Off, by whoever knows the password and has a code: a session left open is not enough. */
  async turnOffSecondFactor(who: Who, body: unknown): Promise<{ token: string } | Problem> {
    const refused = (await this.wholly(who.account, body)) ?? ((await this.given.protection.asked(who)) && required)
    return refused ?? this.given.secondFactor.turnOff(who)
  }

  /** By all that a sign-in asks for: the password, and a code where there is a second factor. */
  private async wholly(account: string, body: unknown): Promise<Problem | null> {
    return (await this.own(account, textAt(body, 'password'), 'password')) ?? (await this.given.secondFactor.prove(account, body))
  }

  private async own(account: string, password: string, field: string): Promise<Problem | null> {
    const { email } = await this.row(account)
    const checked = await this.given.credentials.check(email, password)
    if (!isProblem(checked)) return null
    return checked.code === 'wrong' ? notYours(field) : { ...checked, field }
  }

  private async row(account: string): Promise<Row> {
    const { rows } = await this.given.pool.query<Row>(
      'select email, username, verified_at is not null as verified from account where id = $1',
      [account]
    )
    if (!rows[0]) throw new Error('a session without its account')
    return rows[0]
  }
}

const required = problem(
  409,
  'required',
  'Votre entreprise demande la validation en deux étapes : elle reste activée.',
  'Your company asks for two-step verification: it stays on.'
)
const notYours = (field: string) =>
  problem(422, 'wrong', 'Ce n’est pas votre mot de passe actuel : vérifiez-le.', 'This is not your current password: check it.', field)
