import type { Pool } from 'pg'
import * as Y from 'yjs'
import { crc32c } from '#kernel/base/crc32c.ts'
import { transaction } from '../postgres/transaction.ts'
import { load, type Say } from './load.ts'

const enough = { records: 400, bytes: 512 * 1024 }
const after = 5_000

/**
 * Writes a document's state up to what is projected, reads it back, and only when it says the very same lets go of the log before
 * the state before it: one damaged snapshot loses nothing. Returns whether it was done.
 */
export async function compact(pool: Pool, document: number, say: Say): Promise<boolean> {
  const { rows } = await pool.query<{ sequence: number }>('select sequence from projection where document = $1', [document])
  const sequence = rows[0]?.sequence ?? 0
  const doc = new Y.Doc()
  await load(pool, document, doc, say, sequence)
  const state = Buffer.from(Y.encodeStateAsUpdateV2(doc))
  if (!sameState(doc, state)) return false
  await transaction(pool, async client => {
    await client.query(
      'insert into snapshot (document, sequence, state, crc, at) values ($1, $2, $3, $4, (extract(epoch from clock_timestamp()) * 1000)::bigint) on conflict do nothing',
      [document, sequence, state, crc32c(state)]
    )
  })
  const { rows: kept } = await pool.query<{ state: Buffer; crc: number }>(
    'select state, crc from snapshot where document = $1 and sequence = $2',
    [document, sequence]
  )
  const [read] = kept
  if (!read || crc32c(read.state) !== read.crc || !sameState(doc, read.state)) return false
  await transaction(pool, async client => {
    const { rows: two } = await client.query<{ sequence: number }>(
      'select sequence from snapshot where document = $1 order by sequence desc limit 2',
      [document]
    )
    const former = two[1]?.sequence
    if (former === undefined) return
    await client.query('delete from snapshot where document = $1 and sequence < $2', [document, former])
    await client.query('delete from update_log where document = $1 and sequence <= $2', [document, former])
  })
  return true
}

/** Whether the bytes decode to what the document holds: every client's clock, every deletion, and what still waits for its dependencies. */
function sameState(doc: Y.Doc, state: Uint8Array): boolean {
  const copy = new Y.Doc()
  Y.applyUpdateV2(copy, state)
  const waiting = (of: Y.Doc) => (of.store.pendingStructs?.missing.size ?? 0) + (of.store.pendingDs?.byteLength ?? 0)
  const same = Y.equalSnapshots(Y.snapshot(doc), Y.snapshot(copy)) && waiting(doc) === waiting(copy)
  copy.destroy()
  return same
}

/** Compacts the documents whose log has grown, one at a time, when there is nothing better to do. */
export class Compactor {
  private timer: NodeJS.Timeout | undefined
  private running: Promise<void> = Promise.resolve()
  private stopped = false
  private readonly pool: Pool
  private readonly say: Say
  private readonly fault: (fault: unknown) => void
  constructor(pool: Pool, say: Say, fault: (fault: unknown) => void) {
    this.pool = pool
    this.say = say
    this.fault = fault
  }

  soon(): void {
    if (this.stopped) return
    this.timer ??= setTimeout(() => {
      this.timer = undefined
      this.running = this.running.then(() => this.run()).catch(this.fault)
    }, after)
  }
  async stop(): Promise<void> {
    this.stopped = true
    clearTimeout(this.timer)
    await this.running
  }

  private async run() {
    const { rows } = await this.pool.query<{ id: number }>(
      `select p.document as id from projection p
       cross join lateral (select coalesce(max(s.sequence), 0) as sequence from snapshot s where s.document = p.document) s
       cross join lateral (
         select count(*) as records, coalesce(sum(octet_length(l.update)), 0) as bytes from update_log l
         where l.document = p.document and l.sequence > s.sequence and l.sequence <= p.sequence
       ) t
       where p.sequence > s.sequence and (t.records > $1 or t.bytes > $2)`,
      [enough.records, enough.bytes]
    )
    for (const { id } of rows) if (!this.stopped) await compact(this.pool, id, this.say)
  }
}
