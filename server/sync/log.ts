import type { Pool } from 'pg'
import type { Clock } from '#kernel/base/clock.ts'
import { crc32c } from '#kernel/base/crc32c.ts'
import { passing } from '../postgres/passing.ts'
import { killDuring, killPoint } from './kill-point.ts'

/** One update as it arrived. `person` sends it; `clients` are the Yjs client ids that speak in it. */
export type Entry = { document: number; update: Uint8Array; person: string; clients: readonly number[]; deviceAt: number | null }
/** Called after each commit: the workspaces that moved and the place each has reached in its feed. */
export type Appended = (moved: ReadonlyMap<string, number>) => void
export type Moved = { document: number; workspace: string; position: number }
type Waiting = Entry & { done(): void; failed(fault: unknown): void }

/** Past these, an append is refused rather than awaited: the sender is told to come back. */
const patience = 10_000
const batchBytes = 8 * 1024 * 1024
const batchEntries = 2_000

/**
 * The log of updates. `append` returns once its update is on the disk: only then may it be acknowledged, applied or shown to others.
 * What arrives while a commit is under way goes into the next one, all together: one flush for many appends.
 */
export class UpdateLog {
  private waiting: Waiting[] = []
  private running: Promise<void> | undefined
  private readonly pool: Pool
  private readonly clock: Clock
  private readonly appended: Appended
  /** Bytes received and not yet durable: beyond a few batches the sockets stop reading. */
  pressure = 0
  constructor(pool: Pool, clock: Clock, appended: Appended) {
    this.pool = pool
    this.clock = clock
    this.appended = appended
  }

  append(entry: Entry): Promise<void> {
    this.pressure += entry.update.byteLength
    const durable = new Promise<void>((done, failed) => this.waiting.push({ ...entry, done, failed }))
    this.running ??= this.run()
    return durable.finally(() => (this.pressure -= entry.update.byteLength))
  }

  /** Resolves when nothing waits any more. */
  async settled(): Promise<void> {
    while (this.running) await this.running
  }

  private async run() {
    // The messages that the sockets have already read join the first batch.
    await new Promise(next => setImmediate(next))
    while (this.waiting.length) {
      const batch = this.nextBatch()
      try {
        const moved = await this.commit(batch)
        const known = new Set(moved.map(({ document }) => document))
        for (const entry of batch)
          known.has(entry.document) ? entry.done() : entry.failed(new Error(`document ${entry.document} is unknown`))
        this.appended(new Map(moved.map(({ workspace, position }) => [workspace, position])))
      } catch (fault) {
        for (const entry of batch) entry.failed(fault)
      }
    }
    // In the same breath as the last look: an append that comes a moment later starts anew.
    this.running = undefined
  }

  private nextBatch(): Waiting[] {
    let bytes = 0
    const end = this.waiting.findIndex(({ update }, i) => i > 0 && ((bytes += update.byteLength) > batchBytes || i >= batchEntries))
    return this.waiting.splice(0, end < 0 ? this.waiting.length : end)
  }

  /** A commit whose answer was lost is made again: an update that stands twice in the log says nothing new. */
  private async commit(batch: readonly Waiting[]): Promise<Moved[]> {
    const began = performance.now()
    for (let pause = 20; ; pause = Math.min(pause * 2, 1_000)) {
      try {
        killPoint('append:before')
        const sent = this.pool.query<Moved>({ name: 'append', text: appendText, values: appendValues(batch, this.clock.now()) })
        killPoint('append:after')
        killDuring('flush:before', sent)
        const { rows } = await sent
        killPoint('flush:after')
        return rows
      } catch (fault) {
        if (!passing(fault) || performance.now() - began + pause > patience) throw fault
        await new Promise(next => setTimeout(next, pause))
      }
    }
  }
}

/** In one statement, thus one transaction and one flush. Rows are locked documents first, then the feed: every writer's order. */
export const appendText = `
  with entry as (
    select * from unnest($1::bigint[], $2::bytea[], $3::bigint[], $4::text[], $5::bigint[])
      with ordinality as e (document, update, crc, person, device_at, n)
  ), locked as materialized (
    select id, workspace from document where id in (select document from entry) order by id for update
  ), ticked as (
    update feed set position = position + 1 where workspace in (select workspace from locked) returning workspace, position
  ), moved as (
    update document d set sequence = d.sequence + c.count, position = t.position
    from (select document, count(*) as count from entry group by document) c, ticked t
    where d.id = c.document and t.workspace = d.workspace
    returning d.id, d.workspace, d.position, d.sequence - c.count as base
  ), bound as (
    insert into client (document, client, person)
    select distinct on (s.document, s.client) s.document, s.client, s.person
    from unnest($7::bigint[], $8::bigint[], $9::text[]) with ordinality as s (document, client, person, n)
      join moved on moved.id = s.document
    order by s.document, s.client, s.n
    on conflict do nothing
  ), logged as (
    insert into update_log (document, sequence, update, crc, person, device_at, at)
    select e.document, m.base + row_number() over (partition by e.document order by e.n), e.update, e.crc, e.person, e.device_at, $6
    from entry e join moved m on m.id = e.document
  )
  select id as document, workspace, position from moved`

export function appendValues(batch: readonly Entry[], at: number): unknown[] {
  const said = batch.flatMap(({ document, clients, person }) => clients.map(client => ({ document, client, person })))
  return [
    batch.map(entry => entry.document),
    batch.map(entry => Buffer.from(entry.update.buffer, entry.update.byteOffset, entry.update.byteLength)),
    batch.map(entry => crc32c(entry.update)),
    batch.map(entry => entry.person),
    batch.map(entry => entry.deviceAt),
    at,
    said.map(line => line.document),
    said.map(line => line.client),
    said.map(line => line.person),
  ]
}
