import type { Pool, PoolClient } from 'pg'
import * as Y from 'yjs'
import { parseName } from '#kernel/space/name.ts'
import { readRecord } from '#kernel/space/record.ts'
import { foresee } from '#kernel/space/written.ts'
import type { Entry, RowChange } from '#kernel/projector/projection.ts'
import type { Model } from '#kernel/schema/model.ts'
import { transaction } from '../postgres/transaction.ts'
import { killPoint } from '../sync/kill-point.ts'
import { sound, tail, type Logged, type Say } from '../sync/load.ts'
import { claimIds, freeIds, type Record_ } from './claims.ts'
import { recordFacts, type StoredFact } from './facts.ts'
import { writeFlags, type Flag } from '../audit/flags.ts'
import { writeHistory, writeTextHistory, type TextEdit } from './history.ts'
import { carry, lateEdits, type Late, type Shown } from './late.ts'
import { Telling } from './lines.ts'
import { writeRows } from './rows.ts'
import { factEntry, Space, words, type Shadow, type Stored } from './space.ts'

type Stretch = { telling: Telling; entries: Entry[]; texts: TextEdit[]; late: Late[]; reached: { document: number; sequence: number }[] }

const chunk = 500
const breath = 100
const spacesHeld = 40

/**
 * Turns the log of documents, in order, into rows, history, claims and told conflicts: each stretch in one transaction with the
 * position it has reached. All of it runs in the workspace's turn; after a fault what is in memory is thrown away and read again.
 */
export class Projector {
  private readonly spaces = new Map<string, Space>()
  /** Documents that an edit was carried to: they are projected in the same breath. */
  private readonly owed = new Set<string>()
  private readonly pool: Pool
  private readonly model: Model
  private readonly say: Say
  /** Told of each edit that was carried to another plan, for whoever has it open. */
  private readonly carried: (edit: Shown) => Promise<void>
  constructor(pool: Pool, model: Model, say: Say, carried: (edit: Shown) => Promise<void> = async () => {}) {
    this.pool = pool
    this.model = model
    this.say = say
    this.carried = carried
  }

  /**
   * Projects all that was logged in the workspace when it was asked, and what that carries elsewhere; those who write on meanwhile keep
   * nobody waiting. Returns the last feed position taken on the way, if one was.
   */
  async catchUp(workspace: string): Promise<number | null> {
    let position: number | null = null
    const goals = new Map<string, number>()
    for (;;) {
      const pending = (await this.pending(workspace)).filter(({ name, sequence, projected }) => {
        if (!goals.has(name) || this.owed.delete(name)) goals.set(name, sequence)
        return projected < (goals.get(name) as number)
      })
      if (!pending.length) return position
      for (const [space, documents] of Map.groupBy(pending, document => document.space))
        position = (await this.advance(workspace, space, documents)) ?? position
    }
  }

  /** Takes facts into the rows of their spaces, in the transaction that records them. */
  async show(client: PoolClient, workspace: string, facts: readonly StoredFact[]): Promise<void> {
    for (const id of new Set(facts.flatMap(fact => fact.spaces))) {
      const space = await this.space(workspace, id)
      const entries = facts.filter(fact => fact.spaces.includes(id)).flatMap(fact => factEntry(this.model, fact))
      await writeRows(client, this.model, workspace, id, space.projection.apply(entries))
    }
  }

  async space(workspace: string, id: string): Promise<Space> {
    const key = `${workspace}/${id}`
    const space = this.spaces.get(key) ?? (await Space.load(this.pool, this.model, workspace, id, this.say))
    // The one asked for last stands last: the first is the longest idle.
    this.spaces.delete(key)
    this.spaces.set(key, space)
    const [idle] = this.spaces.keys()
    if (this.spaces.size > spacesHeld && idle !== undefined) this.spaces.delete(idle)
    return space
  }

  /** What is in memory may be ahead of what was committed: it is read again when next needed. */
  forget(workspace: string): void {
    for (const key of this.spaces.keys()) if (key.startsWith(`${workspace}/`)) this.spaces.delete(key)
  }

  private async pending(workspace: string): Promise<Stored[]> {
    const { rows } = await this.pool.query<Stored>(
      `select d.id, d.name, d.space, d.sort, d.sequence, p.sequence as projected from document d join projection p on p.document = d.id
       where d.workspace = $1 and d.sequence > p.sequence order by d.id`,
      [workspace]
    )
    return rows
  }

  /** Up to where each document stood when it was asked; while PostgreSQL takes one stretch, the next is read. */
  private async advance(workspace: string, id: string, documents: readonly Stored[]): Promise<number | null> {
    const space = await this.space(workspace, id)
    const left = new Map<Stored, Shadow | null>(documents.map(document => [document, null]))
    let position: number | null = null
    let writing: Promise<number | null> = Promise.resolve(null)
    try {
      for (;;) {
        const stretch = await this.read(space, left)
        position = (await writing) ?? position
        // Postgres died and forgot its last transactions, which were not waited for: what is in memory is ahead of it.
        if (stretch === 'ahead') this.forget(workspace)
        if (typeof stretch === 'string') return position
        const taken = Promise.withResolvers<void>()
        writing = this.write(workspace, space, stretch, taken.resolve)
        await Promise.race([taken.promise, writing])
      }
    } catch (fault) {
      // It ends here too, whatever it comes to: the turn is given to another.
      await writing.catch(() => {})
      this.forget(workspace)
      throw fault
    }
  }

  /** What the log says next of the documents that are left. */
  private async read(space: Space, left: Map<Stored, Shadow | null>): Promise<Stretch | 'done' | 'ahead'> {
    const stretch: Stretch = {
      telling: new Telling(this.model, space.id, space.projection),
      entries: [],
      texts: [],
      late: [],
      reached: [],
    }
    for (const [document, held] of left) {
      const shadow = held ?? (await space.shadow(document))
      if (!held && shadow.sequence !== document.projected) return 'ahead'
      await (document.sort === 'plan' ? this.readPlan(document, shadow, stretch) : this.readText(document, shadow, stretch))
      if (document.sort === 'plan')
        for (const { entity, id } of shadow.touched.values())
          stretch.entries.push({ entity, id, values: readRecord(shadow.doc, entity, id)?.values ?? null })
      else {
        stretch.entries.push(...words(document.name, shadow.doc))
        space.rest(document.id)
      }
      shadow.touched.clear()
      stretch.reached.push({ document: document.id, sequence: shadow.sequence })
      if (shadow.sequence < document.sequence) left.set(document, shadow)
      else left.delete(document)
    }
    return stretch.reached.length ? stretch : 'done'
  }

  private async write(workspace: string, space: Space, stretch: Stretch, taken: () => void): Promise<number | null> {
    killPoint('project:before')
    const { position, shown } = await transaction(this.pool, client => this.commit(client, workspace, space, stretch, taken))
    killPoint('project:after')
    for (const edit of shown) {
      this.owed.add(edit.name)
      await this.carried(edit)
    }
    return position
  }

  private async commit(
    client: PoolClient,
    workspace: string,
    space: Space,
    { telling, entries, texts, late, reached }: Stretch,
    taken: () => void
  ): Promise<{ position: number | null; shown: readonly Shown[] }> {
    // Lost with a power cut, this work is done again from the log. A position that a device has seen is not.
    if (!telling.conflicts.length && !late.length) await client.query('set local synchronous_commit = off')
    const { projection, id } = space
    const born = entries.filter(({ entity, id, values }) => values && projection.raw(entity, id) === null)
    const gone = entries.filter(({ entity, id, values }) => values === null && projection.raw(entity, id) !== null)
    // The rows are computed while Postgres looks for those who hold the ids.
    const [lost, changes] = await Promise.all([
      claimIds(client, workspace, id, born),
      Promise.resolve().then(() => projection.apply(entries)),
    ])
    const others = projection.apply(lost.map(record => ({ ...record, taken: ['id'] })))
    // What is left to do reads nothing more that the next stretch changes.
    if (!telling.conflicts.length && !late.length && !gone.length) taken()
    await writeHistory(client, workspace, id, telling.lines)
    await writeFlags(client, workspace, [
      ...telling.forged,
      ...sentForAnother(telling),
      ...(await this.stolen(client, workspace, telling, lost)),
    ])
    await writeRows(client, this.model, workspace, id, changes)
    await writeRows(client, this.model, workspace, id, others)
    for (const next of await freeIds(client, workspace, id, gone)) await this.promote(client, workspace, next)
    await writeTextHistory(client, workspace, id, texts)
    await client.query(
      'update projection p set sequence = r.sequence from unnest($1::bigint[], $2::bigint[]) as r (document, sequence) where p.document = r.document',
      [reached.map(one => one.document), reached.map(one => one.sequence)]
    )
    const { shown, back } = await carry(client, this.model, workspace, id, late, other => this.space(workspace, other))
    const told = [...telling.conflicts, ...back]
    const facts = await recordFacts(client, workspace, told, '', Number(told[0]?.body['at'] ?? 0))
    await this.show(client, workspace, facts)
    return { position: facts[0]?.position ?? null, shown }
  }

  /** Records born with an id that another space holds, unless that space is still to be read: it may say that the record left it. */
  private async stolen(client: PoolClient, workspace: string, { lines }: Telling, lost: readonly (Record_ & { holder: string })[]) {
    if (!lost.length) return []
    const { rows } = await client.query<{ space: string }>(
      `select distinct d.space from document d join projection p on p.document = d.id
       where d.workspace = $1 and d.space = any ($2) and d.sequence > p.sequence`,
      [workspace, lost.map(({ holder }) => holder)]
    )
    const unread = new Set(rows.map(({ space }) => space))
    return lost.flatMap(({ entity, id, holder }): Flag[] => {
      const birth = lines.find(line => line.field === 'create' && line.entity === entity && line.record === id)
      if (!birth || unread.has(holder)) return []
      return [{ what: 'idTaken', person: birth.recovered_by ?? birth.person, about: id, at: birth.at }]
    })
  }

  private async promote(client: PoolClient, workspace: string, { space: id, ...record }: { entity: string; id: string; space: string }) {
    const space = await this.space(workspace, id)
    const changes: RowChange[] = space.projection.apply([{ entity: record.entity, id: record.id, taken: [] }])
    await writeRows(client, this.model, workspace, id, changes)
  }

  private async readPlan(document: Stored, shadow: Shadow, { telling, late }: Stretch): Promise<void> {
    const { rows } = await this.pool.query<{ client: number; person: string }>('select client, person from client where document = $1', [
      document.id,
    ])
    const persons = new Map(rows.map(row => [row.client, row.person]))
    await this.stretch(document, shadow, record => {
      const see = foresee(shadow.doc, record.update)
      Y.applyUpdate(shadow.doc, record.update)
      const writes = see()
      const carrier = { ...record, document: document.id, name: document.name, persons }
      telling.tell(writes, carrier)
      late.push(...lateEdits(shadow.doc, writes, carrier))
    })
  }

  private async readText(document: Stored, shadow: Shadow, { texts }: Stretch): Promise<void> {
    const parsed = parseName(document.name)
    await this.stretch(document, shadow, record => {
      Y.applyUpdate(shadow.doc, record.update)
      if (parsed?.sort === 'text')
        texts.push({ ...record, document: document.id, entity: parsed.entity, record: parsed.id, field: parsed.field })
    })
  }

  /** Reads on from where the shadow stands, at most a chunk and in few transactions of the document, leaving room for others between. */
  private async stretch({ id, sequence }: Stored, shadow: Shadow, read: (record: Logged) => void): Promise<void> {
    const end = Math.min(sequence, shadow.sequence + chunk)
    const records: Logged[] = []
    for (const record of await tail(this.pool, id, shadow.sequence, end))
      if (await sound(this.pool, id, record, this.say)) records.push(record)
    for (let at = 0; at < records.length; at += breath) {
      if (at) await new Promise(next => setImmediate(next))
      shadow.doc.transact(() => records.slice(at, at + breath).forEach(read))
    }
    shadow.sequence = end
  }
}

/** What came under the hand of one person from the device of another. */
const sentForAnother = ({ lines }: Telling): Flag[] =>
  lines.flatMap(({ recovered_by, record, at }): Flag[] =>
    recovered_by === null ? [] : [{ what: 'sentForAnother', person: recovered_by, about: record, at }]
  )
