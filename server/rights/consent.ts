import { privacyVersion } from '#domain/people/privacy.ts'
import type { Pool, PoolClient } from 'pg'
import { textAt } from '../http/answer.ts'

export type Consent = { readonly version: string; readonly at: number }

/** That somebody says to have read what is kept of them: of the page as it stands now, once; of another there is nothing to say. */
export async function recordConsent(through: Pool | PoolClient, account: string, body: unknown, at: number): Promise<void> {
  if (textAt(body, 'privacy') !== privacyVersion) return
  await through.query('insert into consent (account, version, at) values ($1, $2, $3) on conflict do nothing', [
    account,
    privacyVersion,
    at,
  ])
}

/** Each version that they have said to have read, the last one first. */
export async function consentsOf(pool: Pool, account: string): Promise<Consent[]> {
  const { rows } = await pool.query<Consent>('select version, at from consent where account = $1 order by version desc', [account])
  return rows
}
