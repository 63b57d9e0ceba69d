import * as Y from 'yjs'
import { randomId } from '#kernel/base/id.ts'
import { declarationOf, type AnyDeclaration } from '#kernel/schema/model.ts'
import { limits } from '#kernel/space/limits.ts'
import { planName } from '#kernel/space/name.ts'
import { changeRecord, createRecord, flatten, type Patch, readRecord } from '#kernel/space/record.ts'
import type { Core } from './core.ts'
import type { Batch, JournalLine, Refusal } from './database.ts'
import type { Open } from './documents.ts'
import { Change, type Step, type Undone } from './journal.ts'
import { refusals } from './refusals.ts'
import { refuseValues } from './validation.ts'

export type Outcome<T> = { done: T; refused?: undefined } | { refused: Refusal; done?: undefined }
export type How = { batch?: string; label?: { fr: string; en: string } }
export type Wish = { entity: string; id: string; patch: Patch }

/** Changes to plans: at once, here; undoable; refused before they are written when their values cannot stand. */
export class Editing {
  readonly #core: Core
  readonly #mayWrite: (space: string) => boolean
  constructor(core: Core, mayWrite: (space: string) => boolean) {
    this.#core = core
    this.#mayWrite = mayWrite
  }

  /** Why a record with these values cannot be made, or null. */
  refuse(entity: string, space: string, id: string, values: Patch): Refusal | null {
    return refuseValues(this.#core.model, this.#core.rows, this.#declaration(entity), space, id, values)
  }

  async create(entity: string, space: string, values: Patch, how: How & { id?: string } = {}): Promise<Outcome<string>> {
    const id = how.id ?? randomId()
    const declaration = this.#declaration(entity)
    if (!this.#mayWrite(space)) return { refused: refusals.readOnly }
    const refused = this.refuse(entity, space, id, values)
    if (refused) return { refused }
    return this.#within(space, how, (open, change) => {
      const records = open.doc.getMap(entity)
      if (records.has(id)) return { refused: refusals.exists }
      if (this.#size(space) >= limits.records) return { refused: refusals.crowded }
      createRecord(open.doc, declaration, id, values)
      change.add({
        document: open.name,
        space,
        entity,
        record: id,
        key: 'create',
        before: null,
        after: Object.fromEntries(flatten(declaration, values, {})),
      })
      return { done: id }
    })
  }

  /** All of it or nothing: the first value that cannot stand refuses the whole. One transaction for each space. */
  async change(wishes: readonly Wish[], how: How = {}): Promise<Outcome<null>> {
    const spaces = new Map<string, Wish[]>()
    for (const wish of wishes) {
      const declaration = this.#declaration(wish.entity)
      const row = this.#core.rows.row(wish.entity, wish.id)
      if (!row) return { refused: refusals.notHere }
      if (!this.#mayWrite(row.space)) return { refused: refusals.readOnly }
      const { deleted: _, ...values } = wish.patch
      const refused = refuseValues(this.#core.model, this.#core.rows, declaration, row.space, wish.id, values)
      if (refused) return { refused }
      const some = spaces.get(row.space) ?? []
      some.push(wish)
      spaces.set(row.space, some)
    }
    const batch = how.batch ?? randomId()
    for (const [space, some] of spaces) {
      const outcome = await this.#within(space, { ...how, batch }, (open, change) => {
        for (const { entity, id, patch } of some) {
          if (!readRecord(open.doc, entity, id)) return { refused: refusals.notHere }
          for (const [key, { before, after }] of changeRecord(open.doc, this.#declaration(entity), id, patch))
            change.add({ document: open.name, space, entity, record: id, key, before, after })
        }
        return { done: null }
      })
      if (outcome.refused) return outcome
    }
    return { done: null }
  }

  /** Turns the last action back, or the last one undone again: only where nobody has changed the result since. */
  async turn(batch: Batch | null, back: boolean): Promise<Undone | null> {
    if (!batch) return null
    const { journal, environment, database } = this.#core
    const steps = await journal.steps(batch.id)
    const beside = journal.turn(batch.id, back ? 'undone' : 'done')
    const kept: Step[] = []
    let changed = 0
    for (const document of new Set(steps.map(step => step.document))) {
      const change = new Change({ at: environment.clock.now() })
      change.beside = beside
      await this.#in(document, open =>
        open.doc.transact(() => {
          for (const step of steps) {
            if (step.document !== document) continue
            const lines = turned(open.doc, step, back, environment.clock.now())
            if (lines) lines.forEach(line => change.add(line))
            else kept.push(step)
          }
        }, change)
      )
      changed += change.records.length
    }
    if (!changed) await beside(database)
    this.#told()
    return {
      label: batch.label,
      changed,
      kept: kept.map(({ entity, record, key }) => ({ entity, id: record, field: key.split('/')[0] as string })),
    }
  }

  /** Writes what certain lines say once more, as a new action, in the records that are here. Whether anything was written. */
  async again(lines: readonly JournalLine[]): Promise<boolean> {
    const { environment, journal } = this.#core
    const batch = randomId()
    let written = 0
    for (const document of new Set(lines.map(line => line.document)))
      await this.#in(document, open => {
        const change = new Change({ at: environment.clock.now(), batch })
        open.doc.transact(() => {
          for (const line of lines) if (line.document === document) rewritten(open.doc, line).forEach(step => change.add(step))
          if (change.lines.length) change.beside = journal.begin(change)
        }, change)
        written += change.lines.length
      })
    this.#told()
    return written > 0
  }

  async #within<T>(space: string, how: How, write: (open: Open, change: Change) => Outcome<T>): Promise<Outcome<T>> {
    const { journal, workspace, environment } = this.#core
    return this.#in(planName(workspace.id, space), open => {
      const change = new Change({ at: environment.clock.now(), batch: how.batch, label: how.label })
      return open.doc.transact(() => {
        const outcome = write(open, change)
        if (change.lines.length) change.beside = journal.begin(change)
        this.#told()
        return outcome
      }, change)
    })
  }
  /** With the document in memory: at once if it already is. */
  async #in<T>(document: string, run: (open: Open) => T): Promise<T> {
    const { documents } = this.#core
    const open = documents.open(document)
    try {
      if (!open.ready) await open.loaded
      return run(open)
    } finally {
      documents.close(open)
    }
  }
  #told(): void {
    this.#core.changed.tell()
    void this.#core.log.settled().then(() => this.#core.say({ is: 'journal' }))
  }
  /** Records in the plan of a space, deleted ones included. */
  #size(space: string): number {
    const projection = this.#core.rows.space(space)
    return Object.values(this.#core.model).reduce((sum, { by, name }) => sum + (by === 'people' ? projection.rows(name).size : 0), 0)
  }
  #declaration(entity: string): AnyDeclaration {
    const declaration = declarationOf(this.#core.model, entity)
    if (declaration?.by !== 'people') throw new Error(`“${entity}” is not written by people`)
    return declaration
  }
}

/** Writes a step back (or again) and returns its lines; null when what it left no longer stands. */
function turned(doc: Y.Doc, step: Step, back: boolean, now: number): Step[] | null {
  const map = doc.getMap(step.entity).get(step.record)
  if (!(map instanceof Y.Map)) return null
  const write = (key: string, value: unknown): Step[] => {
    const before = map.get(key) ?? null
    map.set(key, value)
    return [{ ...step, key, before, after: value }]
  }
  if (step.key === 'create') {
    if (!back) return map.get('deleted') == null ? null : write('deleted', null)
    const intact = Object.entries(step.after as Record<string, unknown>).every(([key, value]) => same(map.get(key), value))
    return intact ? write('deleted', now) : null
  }
  return same(map.get(step.key), back ? step.after : step.before) ? write(step.key, back ? step.before : step.after) : null
}
/** Writes what a line says was written, whatever stands there now. */
function rewritten(doc: Y.Doc, { document, space, entity, record, key, after }: JournalLine): Step[] {
  const records = doc.getMap(entity)
  const map = records.get(record)
  if (key === 'create') {
    if (map !== undefined) return []
    records.set(record, new Y.Map(Object.entries(after as Record<string, unknown>)))
    return [{ document, space, entity, record, key, before: null, after }]
  }
  if (!(map instanceof Y.Map)) return []
  const before = map.get(key) ?? null
  map.set(key, after)
  return [{ document, space, entity, record, key, before, after }]
}
const same = (a: unknown, b: unknown) => Object.is(a ?? null, b ?? null)
