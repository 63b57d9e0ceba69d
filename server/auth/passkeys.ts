import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server'
import type { Pool, PoolClient } from 'pg'
import type { Clock } from '#kernel/base/clock.ts'
import { problem, textAt, type Problem } from '../http/answer.ts'
import { transaction } from '../postgres/transaction.ts'
import type { Who } from '../sync/who.ts'
import type { Challenges } from './passkeys-challenge.ts'
import type { Sessions } from './sessions.ts'

/** Times in milliseconds. */
export type Passkey = { id: string; name: string; at: number; used: number | null }
/** Where passkeys are made and used: they answer to no other place. */
export type Site = { origin: string; id: string }
type Given = { pool: Pool; clock: Clock; sessions: Sessions; challenges: Challenges }
type Row = { id: string; account: string; public_key: Buffer; counter: number; transports: string[] }
const most = 20
const longestName = 60
const algorithms = [-7, -8, -257]
/** Read when somebody has a passkey, not at each start. */
const library = () => import('@simplewebauthn/server')

/** Keys that a telephone, a computer or a key ring keeps, unlocked by its finger, face or PIN: they stand for the password and the code. */
export class Passkeys {
  private readonly given: Given
  constructor(given: Given) {
    this.given = given
  }

  async of(account: string): Promise<Passkey[]> {
    const { rows } = await this.given.pool.query<Passkey>(
      'select id, name, at, used_at as used from passkey where account = $1 order by at, id',
      [account]
    )
    return rows
  }

  /** What a device is asked to make one with. */
  async proposed({ account }: Who, site: Site) {
    const { rows } = await this.given.pool.query<{ email: string; id: string | null; transports: string[] | null }>(
      'select a.email, p.id, p.transports from account a left join passkey p on p.account = a.id where a.id = $1',
      [account]
    )
    const email = rows[0]?.email ?? ''
    const { generateRegistrationOptions } = await library()
    return generateRegistrationOptions({
      rpName: 'Relais',
      rpID: site.id,
      userID: new Uint8Array(Buffer.from(account)),
      userName: email,
      userDisplayName: email,
      challenge: this.given.challenges.make(account),
      attestationType: 'none',
      excludeCredentials: rows.flatMap(({ id, transports }) => (id ? [{ id, transports: transports ?? [] }] : [])),
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      supportedAlgorithmIDs: algorithms,
    })
  }

  /** Kept under the name of the device it was made on; whoever had copied this session’s token is out. */
  async add({ account, session }: Who, body: unknown, site: Site, device: string): Promise<{ token: string } | Problem> {
    const { clock, pool, challenges, sessions } = this.given
    const response = (body as { response?: unknown }).response as RegistrationResponseJSON
    const { verifyRegistrationResponse } = await library()
    let challenge = ''
    const made = await verifyRegistrationResponse({
      response,
      expectedChallenge: said => challenges.good((challenge = said), account),
      expectedOrigin: site.origin,
      expectedRPID: site.id,
      requireUserVerification: true,
      supportedAlgorithmIDs: algorithms,
    }).catch(() => null)
    if (!made?.verified) return notMade
    const { id, publicKey, counter, transports = [] } = made.registrationInfo.credential
    return transaction(pool, async client => {
      if (!(await challenges.answer(client, challenge))) return notMade
      const { rowCount } = await client.query(
        `insert into passkey (id, account, name, public_key, counter, transports, at)
         select $1, $2, $3, $4, $5, $6, $7 where (select count(*) from passkey where account = $2) < $8 on conflict do nothing`,
        [id, account, device.slice(0, longestName) || 'Relais', Buffer.from(publicKey), counter, transports, clock.now(), most]
      )
      return rowCount ? { token: await sessions.rotate(session, client) } : tooMany
    })
  }

  async rename({ account }: Who, id: string, body: unknown): Promise<null | Problem> {
    const name = textAt(body, 'name').trim()
    if (!name || name.length > longestName) return unnamed
    const { rowCount } = await this.given.pool.query('update passkey set name = $3 where id = $1 and account = $2', [id, account, name])
    return rowCount ? null : gone
  }
  /** Not the last way in. */
  remove({ account, session }: Who, id: string): Promise<{ token: string } | Problem> {
    return transaction(this.given.pool, async client => {
      // Who takes another way away at the same time waits.
      await client.query('select from account where id = $1 for update', [account])
      const { rowCount: other } = await client.query(
        `select from account a where id = $1 and (password <> '' or exists (select from identity i where i.account = a.id)
         or exists (select from passkey p where p.account = a.id and p.id <> $2))`,
        [account, id]
      )
      if (!other) return last
      const { rowCount } = await client.query('delete from passkey where id = $1 and account = $2', [id, account])
      return rowCount ? { token: await this.given.sessions.rotate(session, client) } : gone
    })
  }

  /** What whoever signs in has their device sign; it knows by itself whose keys it has. */
  async asked(site: Site) {
    const { generateAuthenticationOptions } = await library()
    return generateAuthenticationOptions({ rpID: site.id, userVerification: 'required', challenge: this.given.challenges.make(entry) })
  }

  /** Whose key has signed, once: with the finger, face or PIN of its owner, here, and no copy of it having been used since. */
  async check(client: PoolClient, body: unknown, site: Site): Promise<{ account: string } | Problem> {
    const { clock, challenges } = this.given
    const response = (body as { response?: unknown }).response as AuthenticationResponseJSON
    const { rows } = await client.query<Row>('select id, account, public_key, counter, transports from passkey where id = $1 for update', [
      textAt(body, 'response', 'id'),
    ])
    const [row] = rows
    if (!row) return unknown
    const handle = textAt(body, 'response', 'response', 'userHandle')
    if (handle && Buffer.from(handle, 'base64url').toString() !== row.account) return unknown
    const { verifyAuthenticationResponse } = await library()
    let challenge = ''
    const signed = await verifyAuthenticationResponse({
      response,
      expectedChallenge: said => challenges.good((challenge = said), entry),
      expectedOrigin: site.origin,
      expectedRPID: site.id,
      requireUserVerification: true,
      credential: { id: row.id, publicKey: new Uint8Array(row.public_key), counter: row.counter, transports: row.transports },
    }).catch(() => null)
    if (!signed?.verified || !(await challenges.answer(client, challenge))) return refused
    await client.query('update passkey set counter = $2, used_at = $3 where id = $1', [
      row.id,
      signed.authenticationInfo.newCounter,
      clock.now(),
    ])
    return { account: row.account }
  }
}
const entry = 'entry'

const notMade = problem(
  422,
  'notMade',
  'La clé d’accès n’a pas pu être enregistrée : recommencez.',
  'The passkey could not be added: try again.'
)
const tooMany = problem(
  409,
  'tooMany',
  `Vous avez déjà ${most} clés d’accès, ou celle-ci : supprimez-en une qui ne sert plus.`,
  `You have ${most} passkeys already, or this one: remove one that is no longer used.`
)
const unnamed = problem(
  422,
  'missing',
  `Donnez un nom, de ${longestName} caractères au plus.`,
  `Give a name, of ${longestName} characters at most.`,
  'name'
)
const last = problem(
  409,
  'lastWay',
  'C’est votre seule façon d’entrer : choisissez d’abord un mot de passe.',
  'This is your only way in: choose a password first.'
)
const gone = problem(404, 'gone', 'Cette clé d’accès n’existe plus.', 'This passkey no longer exists.')
const unknown = problem(
  401,
  'unknownPasskey',
  'Relais ne connaît pas cette clé d’accès : elle a peut-être été supprimée. Connectez-vous autrement.',
  'Relais does not know this passkey: it may have been removed. Sign in another way.'
)
const refused = problem(
  401,
  'passkey',
  'Cette clé d’accès n’a pas pu être vérifiée : réessayez, ou connectez-vous autrement.',
  'This passkey could not be checked: try again, or sign in another way.'
)
