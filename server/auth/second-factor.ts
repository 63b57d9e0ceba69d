import { Secret } from 'otpauth'
import type { Pool, PoolClient } from 'pg'
import type { Clock } from '#kernel/base/clock.ts'
import { problem, textAt, type Problem } from '../http/answer.ts'
import { transaction } from '../postgres/transaction.ts'
import type { Who } from '../sync/who.ts'
import { isTimeCode, newRecoveryCodes, newSecret, plainCode, stepOf, uriOf } from './second-factor-code.ts'
import type { Seal } from './second-factor-seal.ts'
import type { Sessions } from './sessions.ts'

type Given = { pool: Pool; clock: Clock; seal: Seal; sessions: Sessions }
type Row = { secret: Buffer; last_step: number; failed: number; failed_at: number }
/** The codes for paper, said this once, and the session's next token. */
type Made = { codes: string[]; token: string }
const minute = 60_000
const patience = { most: 5, within: 15 * minute }

/** The second thing one has beside a password: an application that shows codes, or codes on paper, each of which serves once. */
export class SecondFactor {
  private readonly given: Given
  constructor(given: Given) {
    this.given = given
  }

  /** Since when, and how many codes on paper are left; null when there is no second factor. */
  async describe(account: string): Promise<{ since: number; codes: number } | null> {
    const { rows } = await this.given.pool.query<{ since: number; codes: number }>(
      `select at as since, (select count(*)::int from recovery_code r where r.account = f.account and used_at is null) as codes
       from second_factor f where account = $1`,
      [account]
    )
    return rows[0] ?? null
  }
  async on(account: string): Promise<boolean> {
    return (await this.describe(account)) !== null
  }

  /** A secret for the application. It is kept nowhere until a code proves that the application has it: the page brings it back closed. */
  async begin({ account }: Who): Promise<{ secret: string; uri: string; draft: string }> {
    const { rows } = await this.given.pool.query<{ email: string }>('select email from account where id = $1', [account])
    const secret = newSecret()
    const until = this.given.clock.now() + 30 * minute
    const draft = this.given.seal.close(JSON.stringify({ secret: secret.hex, until }), `draft/${account}`)
    return { secret: secret.base32, uri: uriOf(secret, rows[0]?.email ?? ''), draft: draft.toString('base64url') }
  }

  /** On from now, and whoever had copied this session’s token is out. */
  async turnOn({ account, session }: Who, body: unknown): Promise<Made | Problem> {
    const { pool, clock, seal, sessions } = this.given
    const opened = seal.open(Buffer.from(textAt(body, 'draft'), 'base64url'), `draft/${account}`)
    const { secret = '', until = 0 } = opened === null ? {} : (JSON.parse(opened) as { secret: string; until: number })
    if (until < clock.now()) return late
    const code = plainCode(textAt(body, 'code'))
    const step = isTimeCode(code) ? stepOf(Secret.fromHex(secret), code, clock.now()) : null
    if (step === null) return notThatCode
    return transaction(pool, async client => {
      await client.query('delete from second_factor where account = $1', [account])
      await client.query('insert into second_factor (account, secret, last_step, at) values ($1, $2, $3, $4)', [
        account,
        seal.close(secret, `secret/${account}`),
        step,
        clock.now(),
      ])
      return { codes: await this.write(client, account), token: await sessions.rotate(session, client) }
    })
  }

  /** Other codes on paper; the former ones are void. */
  renew({ account, session }: Who): Promise<Made | Problem> {
    return transaction(this.given.pool, async client => {
      const { rowCount } = await client.query('select from second_factor where account = $1 for update', [account])
      if (!rowCount) return none
      await client.query('delete from recovery_code where account = $1', [account])
      return { codes: await this.write(client, account), token: await this.given.sessions.rotate(session, client) }
    })
  }

  turnOff({ account, session }: Who): Promise<{ token: string } | Problem> {
    return transaction(this.given.pool, async client => {
      const { rowCount } = await client.query('delete from second_factor where account = $1', [account])
      return rowCount ? { token: await this.given.sessions.rotate(session, client) } : none
    })
  }

  /** In a transaction of its own: a mistake is counted whatever becomes of the rest. */
  prove(account: string, body: unknown): Promise<Problem | null> {
    return transaction(this.given.pool, client => this.check(client, account, body))
  }

  /**
   * Null when the code that came is right, or none is needed; then it will not serve again. Guesses wait for one another on the account’s
   * row, so that many at once are counted like many in turn.
   */
  async check(client: PoolClient, account: string, body: unknown): Promise<Problem | null> {
    const { rows } = await client.query<Row>(
      'select secret, last_step, failed, failed_at from second_factor where account = $1 for update',
      [account]
    )
    const [row] = rows
    if (!row) return null
    const now = this.given.clock.now()
    const again = row.failed_at + patience.within
    const failed = again > now ? row.failed : 0
    if (failed >= patience.most) return { ...tooMany, retryAfter: Math.ceil((again - now) / 1_000) }
    const code = plainCode(textAt(body, 'code'))
    if (!code) return codeNeeded
    const right = isTimeCode(code) ? await this.serves(client, account, row, code) : await this.spend(client, account, code)
    await client.query('update second_factor set failed = $2, failed_at = $3 where account = $1', [
      account,
      right ? 0 : failed + 1,
      failed ? row.failed_at : now,
    ])
    return right ? null : wrongCode
  }

  private async serves(client: PoolClient, account: string, { secret, last_step }: Row, code: string): Promise<boolean> {
    const opened = this.given.seal.open(secret, `secret/${account}`)
    if (opened === null) throw new Error('the key of the data folder is not the one that second factors were closed with')
    const step = stepOf(Secret.fromHex(opened), code, this.given.clock.now())
    if (step === null || step <= last_step) return false
    await client.query('update second_factor set last_step = $2 where account = $1', [account, step])
    return true
  }
  private async spend(client: PoolClient, account: string, code: string): Promise<boolean> {
    const { rowCount } = await client.query('update recovery_code set used_at = $3 where account = $1 and hash = $2 and used_at is null', [
      account,
      this.given.seal.hash(code, `recovery/${account}`),
      this.given.clock.now(),
    ])
    return rowCount === 1
  }
  private async write(client: PoolClient, account: string): Promise<string[]> {
    const codes = newRecoveryCodes()
    const hashes = codes.map(code => this.given.seal.hash(plainCode(code), `recovery/${account}`))
    await client.query('insert into recovery_code (account, hash) select $1, unnest($2::bytea[])', [account, hashes])
    return codes
  }
}

const codeNeeded = problem(
  401,
  'secondFactor',
  'Donnez le code que montre votre application, ou un code de secours.',
  'Give the code that your application shows, or a recovery code.',
  'code'
)
const wrongCode = problem(
  401,
  'wrongCode',
  'Ce code n’est pas le bon, ou il a déjà servi : attendez le suivant et recopiez-le.',
  'This code is not right, or has been used: wait for the next one and copy it.',
  'code'
)
const notThatCode = problem(
  422,
  'wrongCode',
  'Ce code n’est pas celui de cette clé : recopiez celui que l’application montre, et vérifiez l’heure de l’appareil.',
  'This code does not come from this key: copy the one that the application shows, and check the clock of that device.',
  'code'
)
const tooMany = problem(
  429,
  'attempts',
  'Trop de codes faux : réessayez dans un quart d’heure.',
  'Too many wrong codes: try again in a quarter of an hour.',
  'code'
)
const late = problem(
  410,
  'late',
  'Cette clé attend depuis trop longtemps : fermez et recommencez, une autre sera faite.',
  'This key has waited too long: close this and begin again, another one will be made.'
)
const none = problem(
  409,
  'none',
  'La validation en deux étapes n’est pas activée sur ce compte.',
  'Two-step verification is not on for this account.'
)
