import type { FactDraft } from '#kernel/command/command.ts'
import type { PoolClient } from 'pg'
import { takePosition } from '../projector/facts.ts'

/** What is no longer shown by anybody, once the transaction is committed. */
export type Cleared = { readonly people: readonly string[]; readonly portraits: readonly string[] }

/**
 * Those whose cards these facts erase: how they came in goes, and every former card becomes the erased one, under its own id and at a
 * place of its own in the feed, so that each device that holds one puts this one over it. Before the facts themselves are recorded: the
 * last card stays the last. What is only ever added to (the log, answers) is seen to by the database, as the card is recorded.
 */
export async function clearPeople(client: PoolClient, workspace: string, drafts: readonly FactDraft[], at: number): Promise<Cleared> {
  const erased = drafts.filter(({ kind, body }) => kind === 'person' && body['erased'] === true)
  const portraits = new Set<string>()
  for (const { body } of erased) {
    const person = String(body['person'])
    await clearWays(client, workspace, person, at)
    const { rows } = await client.query<{ portrait: string | null }>(
      `select distinct body ->> 'portrait' as portrait from fact where workspace = $1 and kind = 'person' and body ->> 'person' = $2`,
      [workspace, person]
    )
    for (const { portrait } of rows) if (portrait) portraits.add(portrait)
    const position = await takePosition(client, workspace)
    await client.query(
      `with former as (
         update fact set body = $3, position = $4 where workspace = $1 and kind = 'person' and body ->> 'person' = $2 returning id
       ) update fact_space s set position = $4 from former where s.workspace = $1 and s.fact = former.id`,
      [workspace, person, JSON.stringify(body), position]
    )
  }
  return { people: erased.map(({ body }) => String(body['person'])), portraits: await unshown(client, workspace, [...portraits]) }
}

/** How somebody came into a company; and their account, when it was their last one. */
async function clearWays(client: PoolClient, workspace: string, person: string, at: number): Promise<void> {
  const { rows } = await client.query<{ account: string; email: string }>(
    'select a.id as account, a.email from seat s join account a on a.id = s.account where s.workspace = $1 and s.person = $2',
    [workspace, person]
  )
  const [known] = rows
  if (!known) return
  const { account, email } = known
  await clearLetters(client, { workspace, account, email, at })
  // The seat first: what goes with it says no line in the log, from a device that has no name any more.
  await client.query('delete from seat where account = $1 and workspace = $2', [account, workspace])
  const { rowCount: others } = await client.query('select from seat where account = $1', [account])
  const here = others ? 'account = $1 and workspace = $2' : 'account = $1 and $2::text is not null'
  await client.query('delete from gone_session where at < $1', [at - longest])
  await client.query(
    `insert into gone_session (id, secret_hash, person, at) select id, secret_hash, $3, $4 from session where ${here} on conflict do nothing`,
    [account, workspace, person, at]
  )
  await client.query(`delete from personal_token where ${here}`, [account, workspace])
  await client.query(`delete from session where ${here}`, [account, workspace])
  if (!others) await client.query('delete from account where id = $1', [account])
}
/** As long as a session may last. */
const longest = 180 * 86_400_000

/** Letters to them, whether they have left or not, and the invitations that went to their address. */
async function clearLetters(client: PoolClient, of: { workspace: string; account: string; email: string; at: number }): Promise<void> {
  const { workspace, account, email, at } = of
  const { rows } = await client.query<{ there: boolean }>(`select to_regclass('job.job') is not null as there`)
  if (!rows[0]?.there) return
  await client.query(
    `update invitation set expires_at = $3 where workspace = $1 and used_at is null
     and id in (select data #>> '{data,invitation}' from job.job where name = 'letter' and data #>> '{data,email}' = $2)`,
    [workspace, email, at]
  )
  await client.query(
    `delete from job.job where name = 'letter' and data ->> 'workspace' = $1
     and (data #>> '{data,account}' = $2 or data #>> '{data,email}' = $3)`,
    [workspace, account, email]
  )
}

/** Of these pictures, those on no card any more. */
async function unshown(client: PoolClient, workspace: string, portraits: readonly string[]): Promise<string[]> {
  const { rows } = await client.query<{ hash: string }>(
    `select hash from unnest($2::text[]) as hash
     where not exists (select from fact where workspace = $1 and kind = 'person' and body ->> 'portrait' = hash)`,
    [workspace, portraits]
  )
  return rows.map(({ hash }) => hash)
}
