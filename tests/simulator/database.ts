import { Kysely, PostgresDialect } from 'kysely'
import type pg from 'pg'
import { connect, type Connection } from '#server/postgres/connection.ts'
import { copyIn, In } from '#server/postgres/copy.ts'
import { reality, type Life, type World } from './outside.ts'

export type Query = { text: string; values: readonly unknown[]; name?: string }
type Outcome = { result?: pg.QueryResult; fault?: unknown }
type Physical = { client: pg.PoolClient; pid: number; outcome: Outcome | null; ended: Promise<void> }

/** The real PostgreSQL under a simulated server: one statement at a time, and those that wait for a lock are known to. */
export class Cluster {
  readonly #pool: pg.Pool
  readonly #monitor: pg.PoolClient
  readonly #idle: Physical[] = []
  #waiting: Physical[] = []
  private constructor(pool: pg.Pool, monitor: pg.PoolClient) {
    this.#pool = pool
    this.#monitor = monitor
  }
  static async open(url: string): Promise<Cluster> {
    const { pool } = connect({ connectionString: url, max: 16, idleTimeoutMillis: 0 })
    return new Cluster(pool, await pool.connect())
  }
  /** Beside the simulation: for what looks at it, or prepares it. */
  async ask<R extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<R[]> {
    return (await this.#monitor.query<R>(text, values)).rows
  }
  get real(): pg.Pool {
    return this.#pool
  }

  async take(): Promise<Physical> {
    const idle = this.#idle.pop()
    if (idle) return idle
    const client = await this.#pool.connect()
    // A deadlock is found at once, not after a second of real time. The plan of a statement does not depend on how often it ran.
    await client.query(`set deadlock_timeout = 1; set plan_cache_mode = force_generic_plan; set jit = off`)
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
    return { client, pid: (rows[0] as { pid: number }).pid, outcome: null, ended: Promise.resolve() }
  }
  give(session: Physical): void {
    this.#idle.push(session)
  }

  /** What became of a statement, or null while it waits for a lock. */
  async run(session: Physical, { text, values, name }: Query): Promise<Outcome | null> {
    session.outcome = null
    const asked = text.startsWith('copy ')
      ? copyIn(session.client, text, only(values[0] as Buffer)).then(() => copied)
      : session.client.query({ text, values: values as unknown[], name: name ?? this.#named(text) })
    session.ended = asked.then(
      result => void (session.outcome = { result }),
      (fault: unknown) => void (session.outcome = { fault })
    )
    for (let patience = 4; !session.outcome; patience = 1) {
      await ended(session, patience)
      if (session.outcome || !(await this.#blocked(session))) continue
      this.#waiting.push(session)
      return null
    }
    return session.outcome
  }
  /** Those that waited for a lock and have ended now that some were let go, in the order in which they had begun to wait. */
  async settle(): Promise<Physical[]> {
    const done: Physical[] = []
    for (let again = this.#waiting.length > 0; again;) {
      again = false
      for (const session of [...this.#waiting]) {
        while (!session.outcome && !(await this.#blocked(session))) await ended(session, 1)
        if (!session.outcome) continue
        this.#waiting = this.#waiting.filter(other => other !== session)
        done.push(session)
        again = true
      }
    }
    return done
  }
  /** Prepared once for each session: the simulation asks the same few things some hundred thousand times. */
  #named(text: string): string {
    const name = this.#names.get(text) ?? `s${this.#names.size}`
    this.#names.set(text, name)
    return name
  }
  readonly #names = new Map<string, string>()
  async #blocked({ pid }: Physical): Promise<boolean> {
    const [row] = await this.ask<{ blocked: boolean }>('select cardinality(pg_blocking_pids($1)) > 0 as blocked', [pid])
    return row?.blocked === true
  }
  async close(): Promise<void> {
    for (const { client } of this.#idle) client.release()
    this.#monitor.release()
    await this.#pool.end()
  }
}

const copied: pg.QueryResult = { command: 'COPY', rowCount: null, rows: [], oid: 0, fields: [] }
async function* only(bytes: Buffer) {
  yield bytes
}
async function ended({ ended }: Physical, patience: number): Promise<void> {
  const late = reality.wait(patience)
  await Promise.race([ended, late])
}

/** What looks at the statements as PostgreSQL has run them. */
export type Watch = {
  /** A statement ran; it counts once its transaction is committed. */
  ran(session: Session, query: Query, result: pg.QueryResult): void
  committed(session: Session): void
  undone(session: Session): void
}
export type Session = { physical: Physical | null; open: boolean; lost: unknown; waits: Asked | null; light: boolean }
/** What a database that goes away says. */
export const databaseGone = 'terminating connection due to administrator command'
type Asked = { query: Query; done: (result: pg.QueryResult) => void; failed: (fault: unknown) => void }
const most = 10
const fresh = (): Session => ({ physical: null, open: false, lost: null, waits: null, light: false })

/** The pool of one life of the server. A crash leaves what was committed, whether or not the server had heard of it, and nothing else. */
export class SimulatedPool {
  readonly #world: World
  readonly #cluster: Cluster
  readonly #life: Life
  readonly #watch: Watch
  #sessions: Session[] = []
  #free: Session[] = []
  #queue: ((session: Session) => void)[] = []
  /** While the database is away, why. */
  away: unknown = null
  /** The most that a statement or its answer is under way, in milliseconds. */
  slow = 1
  ended = false
  /** How often the power fails right after a commit that did not wait for the disk. */
  forgetful = 0

  constructor(world: World, cluster: Cluster, life: Life, watch: Watch) {
    this.#world = world
    this.#cluster = cluster
    this.#life = life
    this.#watch = watch
  }
  connection(): Connection {
    const pool = this as unknown as pg.Pool
    return { pool, db: new Kysely({ dialect: new PostgresDialect({ pool }) }), end: async () => void (this.ended = true) }
  }

  on(): this {
    return this
  }
  async query(asked: string | Query, values: readonly unknown[] = []): Promise<pg.QueryResult> {
    const session = await this.#enter()
    try {
      return await this.#ask(session, asked, values)
    } finally {
      this.#leave(session)
    }
  }
  async connect() {
    const session = await this.#enter()
    if (this.away) {
      this.#leave(session)
      throw this.away
    }
    return {
      query: (asked: string | Query | In, values: readonly unknown[] = []) =>
        asked instanceof In ? { done: this.#copy(session, asked) } : this.#ask(session, asked, values),
      release: () => this.#leave(session),
      on: () => {},
      off: () => {},
      removeListener: () => {},
    }
  }

  async #enter(): Promise<Session> {
    const free = this.#free.pop()
    if (free) return free
    if (this.#sessions.length >= most) return new Promise(enter => this.#queue.push(enter))
    const session = fresh()
    this.#sessions.push(session)
    return session
  }
  #leave(session: Session): void {
    const next = this.#queue.shift()
    const usable = session.lost ? fresh() : session
    if (session.lost) this.#sessions = [...this.#sessions.filter(other => other !== session), usable]
    if (next) next(usable)
    else this.#free.push(usable)
  }

  async #copy(session: Session, { text, lines }: In): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of lines) chunks.push(chunk)
    await this.#ask(session, text, [Buffer.concat(chunks)])
  }
  #ask(session: Session, asked: string | Query, values: readonly unknown[]): Promise<pg.QueryResult> {
    const query = typeof asked === 'string' ? { text: asked, values } : { ...asked, values: asked.values ?? [] }
    const world = this.#world
    return new Promise((done, failed) => {
      const arrive = () => {
        session.waits = { query, done, failed }
        const lost = session.lost ?? this.away
        if (lost) return this.#answer(session, { fault: (session.lost = lost) })
        void world.hold(() => this.#run(session, query))
      }
      world.after(this.#delay(), arrive, `sql ${query.text.trim().slice(0, 60).replaceAll(/\s+/g, ' ')}`, this.#life)
    })
  }
  async #run(session: Session, query: Query): Promise<void> {
    session.physical ??= await this.#cluster.take()
    if (/^set local synchronous_commit = off/.test(query.text)) session.light = true
    if (session.light && /^commit/.test(query.text) && this.#world.chance.happens(this.forgetful)) return this.#forget(session)
    const outcome = await this.#cluster.run(session.physical, query)
    if (outcome) this.#answer(session, outcome)
    else this.#world.trace('it waits for a lock')
    if (!session.open) await this.#settle()
  }
  /** The server hears that it is committed; the database comes back without it. */
  async #forget(session: Session): Promise<void> {
    this.#world.trace('the power fails: the last commit is forgotten')
    const { waits } = session
    session.waits = null
    this.#world.after(this.#delay(), () => waits?.done({ command: 'COMMIT', rowCount: null, rows: [], oid: 0, fields: [] }), '', this.#life)
    await this.#leaveAll()
    this.#world.after(this.#world.chance.between(50, 3_000), () => (this.away = null), 'the database is back', this.#life)
  }
  #leaveAll(): Promise<void> {
    this.away = Object.assign(new Error(databaseGone), { code: '57P01' })
    return this.#undo(this.away)
  }
  /** Whoever waited for what was just let go. */
  async #settle(): Promise<void> {
    for (const physical of await this.#cluster.settle()) {
      const session = this.#sessions.find(other => other.physical === physical)
      if (session && physical.outcome) this.#answer(session, physical.outcome)
    }
  }
  #answer(session: Session, { result, fault }: Outcome): void {
    const { waits } = session
    session.waits = null
    if (!waits) return
    if (result) this.#heed(session, waits.query, result)
    if (/^(commit|rollback)/i.test(waits.query.text)) session.open = session.light = false
    const hear = () => (result ? waits.done(result) : waits.failed(fault))
    this.#world.after(this.#delay(), hear, result ? '' : `refused: ${String(fault)}`, this.#life)
  }
  #heed(session: Session, query: Query, result: pg.QueryResult): void {
    if (/^begin/i.test(query.text)) session.open = true
    else if (/^rollback/i.test(query.text)) this.#watch.undone(session)
    else if (/^commit/i.test(query.text)) result.command === 'COMMIT' ? this.#watch.committed(session) : this.#watch.undone(session)
    else {
      this.#watch.ran(session, query, result)
      if (!session.open) this.#watch.committed(session)
    }
  }
  #delay(): number {
    const { chance } = this.#world
    return chance.happens(0.01) ? chance.between(0, 30 * this.slow) : chance.between(0.05, this.slow)
  }

  /** The life of this pool has ended: what it had not committed is undone. */
  crash(): Promise<void> {
    return this.#world.hold(() => this.#undo(null))
  }
  /** The database goes away: every session is lost, what was under way is answered with the fault, and so is what is asked meanwhile. */
  lose(): Promise<void> {
    return this.#world.hold(() => this.#leaveAll())
  }
  async #undo(fault: unknown): Promise<void> {
    const stuck = this.#sessions.filter(({ physical, waits }) => physical && waits)
    const let_go = async (session: Session) => {
      const { physical } = session
      session.physical = null
      session.lost = fault
      if (!physical) return
      await physical.client.query('rollback')
      this.#watch.undone(session)
      session.open = session.light = false
      this.#cluster.give(physical)
    }
    for (const session of this.#sessions) if (!stuck.includes(session)) await let_go(session)
    while (stuck.some(({ physical }) => physical)) {
      for (const physical of await this.#cluster.settle()) {
        const session = stuck.find(other => other.physical === physical)
        if (!session) continue
        const { result } = physical.outcome as Outcome
        if (session.waits && result) this.#heed(session, session.waits.query, result)
        if (fault) this.#answer(session, { fault })
        await let_go(session)
      }
    }
  }
}
