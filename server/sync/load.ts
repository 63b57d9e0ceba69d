import type { Pool, PoolClient } from 'pg'
import * as Y from 'yjs'
import { crc32c } from '#kernel/base/crc32c.ts'

type Snapshot = { sequence: number; state: Buffer; crc: number }
export type Logged = { sequence: number; update: Buffer; crc: number; person: string; device_at: number | null; at: number }
/** Something stored came back different. It is set aside, said, and the rest goes on: who still has the edit sends it again. */
export type Damage = { document: number; sequence: number; reason: 'snapshot' | 'update' }
export type Say = (damage: Damage) => void

/**
 * Applies the last sound snapshot and the log after it, up to a sequence if one is given. Returns the sequence reached and the bytes read.
 * A snapshot that fails its checksum is set aside and the one before it serves: the log is kept from there on.
 */
export async function load(
  pool: Pool,
  document: number,
  doc: Y.Doc,
  say: Say,
  upTo: number | null = null
): Promise<{ sequence: number; bytes: number }> {
  return assemble(pool, document, await stored(pool, document, upTo), doc, say)
}

/**
 * The whole of it in Yjs's V2 format, and the sequence reached. A snapshot that nothing came after is it, as it stands; so is a
 * first update.
 */
export async function stateOf(pool: Pool, document: number, say: Say): Promise<{ state: Uint8Array; sequence: number }> {
  const found = await stored(pool, document, null)
  const [last] = found.snapshots
  if (last && !found.logged.some(({ sequence }) => sequence > last.sequence) && crc32c(last.state) === last.crc)
    return { state: last.state, sequence: last.sequence }
  const [only, ...more] = found.logged
  if (only && !more.length && !found.snapshots.length && (await sound(pool, document, only, say)))
    return { state: Y.convertUpdateFormatV1ToV2(only.update), sequence: only.sequence }
  const doc = new Y.Doc()
  const { sequence } = await assemble(pool, document, found, doc, say)
  const state = Y.encodeStateAsUpdateV2(doc)
  doc.destroy()
  return { state, sequence }
}

async function assemble(
  pool: Pool,
  document: number,
  { snapshots, logged }: { snapshots: Snapshot[]; logged: Logged[] },
  doc: Y.Doc,
  say: Say
): Promise<{ sequence: number; bytes: number }> {
  let reached = 0
  let bytes = 0
  for (const snapshot of snapshots) {
    if (crc32c(snapshot.state) !== snapshot.crc) {
      await setAside(pool, { document, sequence: snapshot.sequence, reason: 'snapshot' }, snapshot.state, snapshot.crc, say)
      continue
    }
    Y.applyUpdateV2(doc, snapshot.state)
    reached = snapshot.sequence
    bytes = snapshot.state.byteLength
    break
  }
  for (const record of logged) {
    if (record.sequence <= reached) continue
    reached = record.sequence
    bytes += record.update.byteLength
    if (await sound(pool, document, record, say)) Y.applyUpdate(doc, record.update)
  }
  return { sequence: reached, bytes }
}

/** In one statement: snapshots may be written and the log before them let go meanwhile. */
async function stored(pool: Pool, document: number, upTo: number | null): Promise<{ snapshots: Snapshot[]; logged: Logged[] }> {
  const { rows } = await pool.query<Logged & { state: Buffer | null }>({
    name: 'load',
    text: `with saved as (
      select sequence, state, crc from snapshot where document = $1 and sequence <= coalesce($2, 9007199254740991)
    )
    select sequence, state, null as update, crc, null as person, null::bigint as device_at, null::bigint as at from saved
    union all
    select sequence, null, update, crc, person, device_at, at from update_log
    where document = $1 and sequence > (select coalesce(min(sequence), 0) from saved) and sequence <= coalesce($2, 9007199254740991)`,
    values: [document, upTo],
  })
  const snapshots = rows.flatMap(({ sequence, state, crc }) => (state ? [{ sequence, state, crc }] : []))
  return {
    snapshots: snapshots.sort((a, b) => b.sequence - a.sequence),
    logged: rows.filter(({ state }) => !state).sort((a, b) => a.sequence - b.sequence),
  }
}

/** The log after a sequence, in order. */
export async function tail(client: Pool | PoolClient, document: number, after: number, upTo: number | null = null): Promise<Logged[]> {
  const { rows } = await client.query<Logged>(
    `select sequence, update, crc, person, device_at, at from update_log
     where document = $1 and sequence > $2 and sequence <= coalesce($3, 9007199254740991) order by sequence`,
    [document, after, upTo]
  )
  return rows
}

/** Whether the record is what was written; if not, it is set aside with its content. What passes was inspected before it was logged. */
export async function sound(pool: Pool, document: number, record: Logged, say: Say): Promise<boolean> {
  if (crc32c(record.update) === record.crc) return true
  await setAside(pool, { document, sequence: record.sequence, reason: 'update' }, record.update, record.crc, say)
  return false
}

/** Moved, in a transaction of its own: nothing is dropped, and nobody stumbles over it twice. */
async function setAside(pool: Pool, damage: Damage, bytes: Buffer, crc: number, say: Say) {
  const table = damage.reason === 'snapshot' ? 'snapshot' : 'update_log'
  const { rowCount } = await pool.query(
    `with gone as (delete from ${table} where document = $1 and sequence = $2 returning document)
     insert into quarantine (document, sequence, update, crc, reason, at)
     select document, $2, $3, $4, $5, (extract(epoch from clock_timestamp()) * 1000)::bigint from gone`,
    [damage.document, damage.sequence, bytes, crc, damage.reason]
  )
  if (rowCount) say(damage)
}
