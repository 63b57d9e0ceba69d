import type { Kysely, Transaction } from 'kysely'
import { sql } from 'kysely'
import type { Connection } from './connection.ts'
import { applicationRole } from './policies.ts'

type Person = { readonly workspace: string; readonly person: string }
type Tables = Connection['db'] extends Kysely<infer T> ? T : never

/** How long one question of a person may take: whoever asks for everything of everything keeps nobody waiting. */
const patience = '15s'

/**
 * Reads as a person: the database itself shows only the rows of their workspace and spaces. Who asks is said to this transaction only,
 * so the connection that goes back to the pool, even after a fault, knows nobody.
 */
export const asPerson = <T>({ db }: Pick<Connection, 'db'>, { workspace, person }: Person, read: (db: Transaction<Tables>) => Promise<T>) =>
  db
    .transaction()
    .setAccessMode('read only')
    .execute(async through => {
      await sql`select set_config('relais.workspace', ${workspace}, true), set_config('relais.person', ${person}, true),
        set_config('statement_timeout', ${patience}, true), set_config('role', ${applicationRole}, true)`.execute(through)
      return read(through)
    })
