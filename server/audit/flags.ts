import type { PoolClient } from 'pg'
import type { Flagged } from '#domain/people/audited.ts'
import { isId } from '#kernel/base/id.ts'

/** Something that a person wrote and that is not as it should be; `about` is the record they wrote it in, by whatever they call it. */
export type Flag = { readonly what: Flagged; readonly person: string; readonly about: string; readonly at: number }

/** In the transaction that projects what they wrote. Each once a minute for a person, however many there are. */
export async function writeFlags(client: PoolClient, workspace: string, flags: Iterable<Flag>): Promise<void> {
  const once = new Map([...flags].reverse().map(flag => [`${flag.person}/${flag.what}/${Math.floor(flag.at / 60_000)}`, flag]))
  if (!once.size) return
  const told = [...once.values()]
  await client.query(
    `insert into audit (workspace, kind, person, action, about, accepted, at)
     select $1, 'flagged', person, action, about, action = 'sentForAnother', at
     from unnest($2::text[], $3::text[], $4::text[], $5::bigint[]) as f (person, action, about, at) on conflict do nothing`,
    [
      workspace,
      told.map(one => one.person),
      told.map(one => one.what),
      told.map(({ about }) => (isId(about) ? about : null)),
      told.map(one => one.at),
    ]
  )
}
