import * as Y from 'yjs'
import { business } from '#domain/model.ts'
import type { AnyRow } from '#kernel/query/evaluate.ts'
import { Access } from '#server/auth/access.ts'
import { ask } from '#server/postgres/query-sql.ts'
import { readRows, rebuild } from '#server/projector/rebuild.ts'
import { load } from '#server/sync/load.ts'
import type { connect } from '#server/postgres/connection.ts'
import { build } from '../../src/lib/store/log.ts'
import { workspace } from './base.ts'
import type { Cluster } from './database.ts'
import type { Tablet } from './tablet.ts'
import type { Truth } from './truth.ts'

export type Connected = ReturnType<typeof connect>
type Asked = Map<string, Promise<AnyRow[]>>

/** Everything that must be so once everything has calmed down. */
export async function examine(cluster: Cluster, connected: Connected, truth: Truth, tablets: readonly Tablet[]): Promise<void> {
  const { pool } = connected
  const breaks = (what: string) => truth.breaks(what)
  const documents = await cluster.ask<{ id: number; name: string; space: string; sequence: number; projected: number }>(
    'select d.id, d.name, d.space, d.sequence, p.sequence as projected from document d join projection p on p.document = d.id order by d.id'
  )
  const stored = new Map<string, Y.Doc>()
  for (const { id, name, sequence, projected } of documents) {
    if (sequence !== projected) breaks(`${name} is projected up to ${projected} of ${sequence}`)
    const doc = new Y.Doc()
    await load(pool, id, doc, damage => breaks(`damaged: ${JSON.stringify(damage)}`))
    stored.set(name, doc)
    const difference = differs(doc, await truth.durable(name))
    if (difference) breaks(`${name} in the database is not what was appended: ${difference}`)
  }

  const live = await readRows(pool, business, workspace.id)
  await rebuild(pool, business, workspace.id, () => {})
  const again = await readRows(pool, business, workspace.id)
  for (const entity of Object.keys(live)) {
    const found = firstDifference(live[entity] ?? [], again[entity] ?? [])
    if (found) breaks(`rows of ${entity} are not what a rebuild makes: ${found}`)
  }

  const asked: Asked = new Map()
  for (const tablet of tablets) await examineDevice(tablet, connected, truth, stored, documents, asked)
  const taken = await cluster.ask<{ id: string }>(`select id from command group by workspace, id having count(*) > 1`)
  if (taken.length) breaks('a command was answered twice')
}

async function examineDevice(
  tablet: Tablet,
  { pool, db }: Connected,
  truth: Truth,
  stored: ReadonlyMap<string, Y.Doc>,
  documents: readonly { name: string; space: string; sequence: number }[],
  asked: Asked
): Promise<void> {
  const { core, device, name, person } = tablet
  const breaks = (what: string) => truth.breaks(`${name}: ${what}`)
  if (!core || !device) return breaks('it is not open')
  const spaces = await new Access(pool).spaces(workspace.id, person.id)

  // One that nobody has written in moved nowhere.
  const mine = documents.filter(({ space, sequence }) => sequence > 0 && spaces.includes(space))
  for (const document of mine) {
    const known = core.feed.known.get(document.name)
    if (!known) breaks(`the feed never told of ${document.name}`)
    else if (known.wanted < document.sequence) breaks(`the feed told of ${document.name} up to ${known.wanted} of ${document.sequence}`)
    const doc = build(new Y.Doc(), await core.log.load(document.name), null)
    const difference = differs(doc, stored.get(document.name) as Y.Doc)
    if (difference) breaks(`${document.name} on disk is not the server’s: ${difference}`)
    const open = core.documents.find(document.name)
    const shown = open?.ready ? differs(open.doc, stored.get(document.name) as Y.Doc) : null
    if (shown) breaks(`${document.name} in memory is not the server’s: ${shown}`)
  }
  for (const known of core.feed.known.values())
    if (known.wanted > 0 && !spaces.includes(known.space)) breaks(`it keeps ${known.name}, which it may not see`)

  const facts = await pool.query<{ id: string; spaces: string[] }>(
    `select f.id, array_agg(s.space order by s.space) as spaces from fact f join fact_space s on s.workspace = f.workspace and s.fact = f.id
     where s.space = any($1) group by f.workspace, f.id`,
    [spaces]
  )
  const here = new Map((await core.database.facts.toArray()).map(fact => [fact.id, fact]))
  for (const { id } of facts.rows) if (!here.has(id)) breaks(`the feed skipped fact ${id}`)

  for (const entity of Object.keys(business)) {
    // As every screen asks: what is deleted or went to another space is no part of the answer.
    const query = { from: entity }
    const key = [entity, device.today, ...spaces].join()
    if (!asked.has(key))
      asked.set(key, ask(db, business, query, { workspace: workspace.id, today: device.today, spaces }) as Promise<AnyRow[]>)
    const there = (await asked.get(key)) ?? []
    const stands = Object.keys(there[0] ?? {})
    const found = firstDifference(plain(there, entity, stands), plain(device.ask(query) as AnyRow[], entity, stands))
    if (found) breaks(`its rows of ${entity} are not the server’s: ${found}`)
  }
  const { is } = device.state
  if (is !== 'saved' && is !== 'attention') breaks(`at rest it says “${is}”`)
  if (core.pending.count || core.outbox.waiting.length) breaks('something still waits')
}

/** Rows as data: what both stores keep, in one order. A fact seen from two spaces is one. */
function plain(rows: readonly AnyRow[], entity: string, stands: readonly string[]): unknown[] {
  const fact = (business as Record<string, { by: string }>)[entity]?.by === 'server'
  const seen = new Map<string, unknown>()
  for (const row of rows) {
    const names = stands.filter(name => !(fact && name === 'space'))
    seen.set(fact ? row.id : `${row.id}/${row.space}`, Object.fromEntries(names.map(name => [name, row[name] ?? null])))
  }
  return [...seen].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
}
function firstDifference(a: readonly unknown[], b: readonly unknown[]): string | null {
  for (let n = 0; n < Math.max(a.length, b.length); n++) {
    const [one, other] = [JSON.stringify(a[n]), JSON.stringify(b[n])]
    if (one !== other) return `\n  ${one}\n  ${other}`
  }
  return null
}
/** How two replicas differ: in what they have seen, in what they hold for deleted, or in what waits. */
function differs(a: Y.Doc, b: Y.Doc): string | null {
  const vector = (doc: Y.Doc) => JSON.stringify([...Y.decodeStateVector(Y.encodeStateVector(doc))].sort(([x], [y]) => x - y))
  if (vector(a) !== vector(b)) return `${vector(a)} ${vector(b)}`
  if (a.store.pendingStructs || b.store.pendingStructs) return 'something waits for what it rests on'
  return Y.equalSnapshots(Y.snapshot(a), Y.snapshot(b)) ? null : 'not the same is deleted'
}
