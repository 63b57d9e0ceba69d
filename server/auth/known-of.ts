import type { Pool } from 'pg'

type Row = { email: string; username: string | null; company: string | null; names: string[] }

/** What anybody knows of an account: its address and short name, its companies, and what its person is or was called there. */
export async function knownOf(pool: Pool, account: string): Promise<string[]> {
  const { rows } = await pool.query<Row>(
    `select a.email, a.username, w.name as company,
       array(select f.body ->> 'name' from fact f where f.workspace = w.id and f.kind = 'person' and f.body ->> 'person' = s.person) as names
     from account a left join seat s on s.account = a.id left join workspace w on w.id = s.workspace where a.id = $1`,
    [account]
  )
  return rows.flatMap(({ email, username, company, names }) => [email, username ?? '', company ?? '', ...names])
}
