import type { Pool } from 'pg'
import { asLanguage, type Language } from './letter.ts'

export type Addressee = { email: string; name: string; company: string; language: Language; zone: string }

/** Whom a letter to an account is for: as they are called in that company, and in its language and time. Null when they are not in it. */
export async function addresseeOf(pool: Pool, account: string, workspace: string): Promise<Addressee | null> {
  const { rows } = await pool.query<Omit<Addressee, 'name' | 'language'> & { name: string | null; locale: string }>(
    `select a.email, w.name as company, w.locale, w.time_zone as zone,
       (select f.body ->> 'name' from fact f where f.workspace = w.id and f.kind = 'person' and f.body ->> 'person' = s.person
        order by f.position desc limit 1) as name
     from account a join seat s on s.account = a.id join workspace w on w.id = s.workspace where a.id = $1 and w.id = $2`,
    [account, workspace]
  )
  const [row] = rows
  return row ? { ...row, name: row.name ?? '', language: asLanguage(row.locale) } : null
}
