import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'

// The tables of rows are made from declarations: no type written here could name them.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Tables = any

export type Connection = { db: Kysely<Tables>; pool: pg.Pool; end(): Promise<void> }

const { INT8, DATE } = pg.types.builtins

/** Counters and positions are numbers here; one too big to be exact is a fault, never a rounded value. */
function exactNumber(text: string) {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`int8 ${text} is not exact as a number`)
  return value
}

/** A `date` has no time zone, so it stays the 'YYYY-MM-DD' that PostgreSQL writes. */
const types: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === INT8) return exactNumber
    if (oid === DATE) return (text: string) => text
    return pg.types.getTypeParser(oid, format as 'text')
  },
}

/** A pool and Kysely over it, for the embedded database and for a `DATABASE_URL` alike. */
export function connect(config: string | pg.PoolConfig): Connection {
  const given = typeof config === 'string' ? { connectionString: config } : config
  const pool = new pg.Pool({ max: 10, ...given, types })
  // An idle session lost with its server is replaced at the next query, which is the one to complain.
  pool.on('error', () => {})
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  const end = async () => {
    await db.destroy()
    // Kysely closes the pool only if it has used it.
    if (!pool.ended) await pool.end()
  }
  return { db, pool, end }
}
