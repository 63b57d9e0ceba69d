import type { Pool } from 'pg'
import type { Clock } from '#kernel/base/clock.ts'
import { validity, type Purpose } from '../mail/letter.ts'
import { transaction } from '../postgres/transaction.ts'
import { makeToken } from './secret.ts'

const hour = 3_600_000
const paths: Readonly<Record<Purpose, string>> = { password: 'mot-de-passe', address: 'adresse' }

/** A link that serves once, beginning with `origin`. Only a hash of its secret is kept; the account’s former one for the same is void. */
export async function makeLink(
  { pool, clock, origin }: { pool: Pool; clock: Clock; origin: string },
  account: string,
  purpose: Purpose
): Promise<string> {
  const { hash, token } = makeToken()
  await transaction(pool, async client => {
    await client.query('delete from letter_link where account = $1 and purpose = $2', [account, purpose])
    await client.query('insert into letter_link (token_hash, account, purpose, expires_at) values ($1, $2, $3, $4)', [
      hash,
      account,
      purpose,
      clock.now() + validity[purpose] * hour,
    ])
  })
  return `${origin}/${paths[purpose]}/${token}`
}
