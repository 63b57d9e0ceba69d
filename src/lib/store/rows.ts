import { Projection, type Entry } from '#kernel/projector/projection.ts'
import type { AnyRow } from '#kernel/query/evaluate.ts'
import { run, type Query, type Source } from '#kernel/query/query.ts'
import type { Model } from '#kernel/schema/model.ts'
import { declarationOf } from '#kernel/schema/model.ts'
import type { Raw } from '#kernel/space/record.ts'
import type { RowBlob } from './database.ts'
import { Expanded } from './expanded.ts'
import { Lists } from './lists.ts'
import { Tallies } from './tallies.ts'

/** Up to where in the log, in the moves of documents and in the feed some rows are true. */
export type Place = { seq: number; moved: number; position: number }

/** The rows of every space of this device, in memory. Screens read here; documents and facts are what changes it. */
export class Rows {
  readonly #model: Model
  readonly #spaces = new Map<string, Projection>()
  readonly #versions = new Map<string, number>()
  readonly #listeners = new Map<string, Set<() => void>>()
  readonly #lists = new Map<string, { version: number; today: string; rows: readonly AnyRow[] }>()
  readonly #visibles = new Lists()
  readonly #touched = new Set<string>()
  readonly #expanded: Expanded
  readonly #tallies: Tallies
  /** Spaces whose rows on disk are behind. */
  readonly dirty = new Set<string>()
  /** Grows with every change: whoever waits for a pause compares. */
  changes = 0
  #today = ''

  constructor(model: Model) {
    this.#model = model
    this.#expanded = new Expanded(model)
    this.#tallies = new Tallies(model)
  }

  /** The day on which computed values that depend on it are shown. */
  get today(): string {
    return this.#today
  }
  set today(day: string) {
    if (this.#today === day) return
    this.#today = day
    this.#touchAll()
  }

  has(space: string): boolean {
    return this.#spaces.has(space)
  }
  get spaces(): Iterable<string> {
    return this.#spaces.keys()
  }
  space(id: string): Projection {
    const known = this.#spaces.get(id)
    if (known) return known
    const made = new Projection(this.#model, id)
    this.#spaces.set(id, made)
    return made
  }

  apply(space: string, entries: readonly Entry[]): void {
    if (!entries.length) return
    this.dirty.add(space)
    this.changes++
    for (const change of this.space(space).apply(entries)) {
      this.#touch(change.entity)
      this.#visibles.follow(change, space, row => this.expand(change.entity, row))
      this.#tallies.follow(change, space, this.#today)
    }
  }
  /** The plan as a whole: what is no longer in it goes. */
  replacePlan(space: string, records: readonly Raw[]): void {
    const here = new Set(records.map(({ entity, id }) => `${entity}/${id}`))
    const projection = this.space(space)
    const gone: Entry[] = []
    for (const declaration of Object.values(this.#model))
      if (declaration.by === 'people')
        for (const id of projection.rows(declaration.name).keys())
          if (!here.has(`${declaration.name}/${id}`)) gone.push({ entity: declaration.name, id, values: null })
    this.apply(space, [...gone, ...records])
  }
  drop(space: string): void {
    if (!this.#spaces.delete(space)) return
    this.dirty.delete(space)
    this.#touchAll()
  }

  /** Where it stands: what moved left a stub of the same id in the space it came from. */
  row(entity: string, id: string): AnyRow | undefined {
    let hidden: AnyRow | undefined
    for (const projection of this.#spaces.values()) {
      const row = projection.row(entity, id)
      if (row && !row.hidden) return row
      if (row && !(hidden && isStub(projection, entity, id))) hidden = row
    }
    return hidden
  }
  /** With the values that depend on the day. */
  shown(entity: string, id: string): AnyRow | null {
    const row = this.row(entity, id)
    return row ? this.#expanded.of(entity, row, this.source(row.space)) : null
  }
  /** Visible rows, or those deleted; the same array as long as nothing in it changed. */
  list(entity: string, space: string | undefined, which: 'visible' | 'removed' = 'visible'): readonly AnyRow[] {
    const follows = which === 'visible' && this.#expanded.alone(entity)
    if (follows && space !== undefined) return this.#visible(entity, space)
    const key = `${entity}|${space ?? ''}|${which}`
    const version = this.version(entity)
    const known = this.#lists.get(key)
    if (known?.version === version && known.today === this.#today) return known.rows
    const removed = (row: AnyRow) => row['deleted'] !== null && !isStub(this.space(row.space), entity, row.id)
    const wanted = which === 'visible' ? (row: AnyRow) => !row.hidden : removed
    const whole = follows && declarationOf(this.#model, entity)?.by === 'people'
    const rows = whole
      ? [...this.#spaces.keys()].flatMap(each => this.#visible(entity, each))
      : [...this.#each(entity, space)].filter(wanted).map(row => this.expand(entity, row))
    this.#lists.set(key, { version, today: this.#today, rows })
    return rows
  }
  #visible(entity: string, space: string): readonly AnyRow[] {
    return this.#visibles.of(entity, space, () => {
      const projection = this.#spaces.get(space)
      if (!projection) return []
      const source = this.source(space)
      const rows: AnyRow[] = []
      for (const row of projection.rows(entity).values()) if (!row.hidden) rows.push(this.#expanded.of(entity, row, source))
      return rows
    })
  }
  expand(entity: string, row: AnyRow): AnyRow {
    return this.#expanded.of(entity, row, this.source(row.space))
  }

  ask(query: Query): readonly unknown[] {
    const counted = this.#tallies.answer(query, this.#spaces, this.#today)
    const answers = counted ?? run(this.#model, query, this.source(query.space))
    return query.group || query.measures ? answers : answers.map(row => this.expand(query.from, row as AnyRow))
  }
  /** Where a query finds its rows: one space, or all that are here. */
  source(space?: string): Source {
    const within = space === undefined ? [...this.#spaces.values()] : [this.space(space)]
    return {
      today: this.#today,
      rows: entity => this.#each(entity, space),
      row: (entity, id) => (space === undefined ? this.row(entity, id) : this.space(space).row(entity, id)),
      pointing: function* (entity, by, id) {
        for (const projection of within) yield* projection.pointing(entity, by, id)
      },
    }
  }
  /** A fact seen from two spaces is one row. */
  *#each(entity: string, space: string | undefined): Iterable<AnyRow> {
    if (space !== undefined) {
      yield* this.#spaces.get(space)?.rows(entity).values() ?? []
      return
    }
    const fact = declarationOf(this.#model, entity)?.by === 'server'
    const seen = new Set<string>()
    for (const projection of this.#spaces.values())
      for (const row of projection.rows(entity).values()) {
        if (fact && seen.has(row.id)) continue
        if (fact) seen.add(row.id)
        yield row
      }
  }

  version(entity: string): number {
    return this.#versions.get(entity) ?? 0
  }
  /** Called soon after rows of these entities changed, once for many changes. */
  on(entities: Iterable<string>, listener: () => void): () => void {
    const names = [...entities]
    for (const name of names) this.#listeners.set(name, (this.#listeners.get(name) ?? new Set()).add(listener))
    return () => names.forEach(name => this.#listeners.get(name)?.delete(listener))
  }
  #touch(entity: string): void {
    this.#versions.set(entity, this.version(entity) + 1)
    if (!this.#touched.size) queueMicrotask(() => this.#tell())
    this.#touched.add(entity)
  }
  #touchAll(): void {
    this.#visibles.clear()
    this.#tallies.clear()
    for (const entity of Object.keys(this.#model)) this.#touch(entity)
  }
  #tell(): void {
    const listeners = new Set([...this.#touched].flatMap(entity => [...(this.#listeners.get(entity) ?? [])]))
    this.#touched.clear()
    for (const listener of listeners) listener()
  }

  /** The rows of a space as bytes, as they are now. */
  bytes(space: string): Uint8Array {
    this.dirty.delete(space)
    return this.space(space).save()
  }
  /** Brings every space back from its bytes; returns up to where each is true. One that cannot be read is as if there were none. */
  take(blobs: readonly RowBlob[]): Map<string, Place> {
    const places = new Map<string, Place>()
    for (const { space, bytes, seq, moved, position } of blobs) {
      try {
        this.#spaces.set(space, Projection.restore(this.#model, space, bytes))
        places.set(space, { seq, moved, position })
      } catch {
        this.#spaces.delete(space)
      }
    }
    this.#touchAll()
    return places
  }
}

/** What is left of a record that went to another space: its address, and a mark of deletion. */
const isStub = (projection: Projection, entity: string, id: string) => typeof projection.raw(entity, id)?.['moved'] === 'string'
