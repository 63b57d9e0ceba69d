import type { AnyRow, Scope } from '../query/evaluate.ts'
import { declarationOf, type AnyDeclaration, type Model } from '../schema/model.ts'
import type { RawValues } from '../space/record.ts'
import { circle } from './circle.ts'
import { normalise, type Value } from './normalise.ts'
import { planOf, type Plan } from './plan.ts'
import type { Problem } from './problem.ts'
import { References } from './references.ts'

/** What a document or the facts say of one record. `values: null` takes it away; `text` is the plain text of its rich fields. */
export type Entry = {
  readonly entity: string
  readonly id: string
  readonly values?: RawValues | null
  readonly text?: Readonly<Record<string, string>>
  /** The server's claims: fields (or `id`) that this record lost to another. */
  readonly taken?: readonly string[]
}
export type RowChange = { readonly entity: string; readonly id: string; readonly before: AnyRow | null; readonly after: AnyRow | null }

type Edge = readonly [from: string, to: string]
type Held = {
  values: RawValues | null
  text: Record<string, string>
  taken: readonly string[]
  fields: Record<string, Value>
  problems: Problem[]
}
type Enqueue = (entity: string, id: string) => void
const key = (entity: string, id: string) => `${entity}/${id}`

/**
 * The rows of one space: a pure function of the entries given so far, whatever their order. No clock, no former row.
 * An entry recomputes its row and, while they change, the rows that fold it, look at it, or die with it.
 */
export class Projection implements Scope {
  /** Stored values never depend on the day; see `live`. */
  readonly today = ''
  readonly #model: Model
  readonly #space: string
  readonly #plans: ReadonlyMap<string, Plan>
  readonly #held = new Map<string, Map<string, Held>>()
  readonly #rows = new Map<string, Map<string, AnyRow>>()
  readonly #references = new References()
  #asleep: SavedProjection = []

  constructor(model: Model, space: string) {
    this.#model = model
    this.#space = space
    this.#plans = planOf(model)
  }

  rows(entity: string): ReadonlyMap<string, AnyRow> {
    return this.#rows.get(entity) ?? new Map()
  }
  row(entity: string, id: string): AnyRow | undefined {
    return this.#rows.get(entity)?.get(id)
  }
  /** The scalars as the document holds them, before any check. */
  raw(entity: string, id: string): RawValues | null {
    this.#wake()
    return this.#held.get(entity)?.get(id)?.values ?? null
  }
  *pointing(entity: string, by: string, id: string): Iterable<AnyRow> {
    this.#wake()
    for (const pointer of this.#references.to(entity, by, id)) {
      const row = this.row(entity, pointer)
      if (row) yield row
    }
  }

  /** Takes entries in and returns the rows that changed, each once, in no particular order. */
  apply(entries: Iterable<Entry>): RowChange[] {
    this.#wake()
    const before = new Map<string, { entity: string; id: string; row: AnyRow | null }>()
    const queue = new Map<string, [entity: string, id: string]>()
    const enqueue = (entity: string, id: string) => queue.set(key(entity, id), [entity, id])
    for (const entry of entries) if (declarationOf(this.#model, entry.entity)) this.#take(entry, enqueue)
    for (const [at, [entity, id]] of queue) {
      queue.delete(at)
      const former = this.row(entity, id) ?? null
      const row = this.#compute(entity, id)
      if (same(former, row)) continue
      if (!before.has(at)) before.set(at, { entity, id, row: former })
      this.#put(entity, id, row)
      this.#followers(entity, id, former, row, enqueue)
    }
    return [...before.values()]
      .map(({ entity, id, row }) => ({ entity, id, before: row, after: this.row(entity, id) ?? null }))
      .filter(change => !same(change.before, change.after))
  }

  #take(entry: Entry, enqueue: Enqueue): void {
    const { entity, id } = entry
    const { declaration } = this.#plans.get(entity) as Plan
    const all = this.#held.get(entity) ?? new Map<string, Held>()
    this.#held.set(entity, all)
    const former = all.get(id)
    if (entry.values === null) all.delete(id)
    else {
      const values = entry.values ?? former?.values ?? null
      const text = { ...former?.text, ...entry.text }
      all.set(id, hold(declaration, values, text, entry.taken ?? former?.taken ?? []))
    }
    this.#link(declaration, id, enqueue)
    enqueue(entity, id)
    // Whoever pointed here in vain, or no longer does.
    if ((former?.values ?? null) === null || (all.get(id)?.values ?? null) === null)
      for (const { entity: other, field } of (this.#plans.get(entity) as Plan).down)
        for (const pointer of this.#references.to(other, field, id)) enqueue(other, pointer)
  }

  /** Registers where the record points; whoever was or is in a circle with it is computed again. */
  #link(declaration: AnyDeclaration, id: string, enqueue: Enqueue): void {
    const circles = () =>
      declaration.rest.acyclic.forEach((edge: Edge) =>
        circle(declaration, edge, id, this.#references).forEach(other => enqueue(declaration.name, other))
      )
    circles()
    this.#register(declaration, id)
    circles()
  }
  #register(declaration: AnyDeclaration, id: string): void {
    const held = this.#held.get(declaration.name)?.get(id)
    if (held?.values) this.#references.move(declaration, id, held.fields, deletion(held.values) !== null)
    else this.#references.move(declaration, id, undefined)
  }

  #compute(entity: string, id: string): AnyRow | null {
    const held = this.#held.get(entity)?.get(id)
    const { declaration, owners, refs, sealers, folds, derive, rules } = this.#plans.get(entity) as Plan
    // The words of a text may arrive before its record: nothing is shown until there is one.
    if (!held?.values) return null
    const problems: Problem[] = [...held.problems, ...held.taken.map(field => ({ code: 'taken' as const, field }))]
    const row: Record<string, unknown> & AnyRow = {
      id,
      space: this.#space,
      deleted: deletion(held.values),
      hidden: false,
      problem: null,
      ...held.fields,
    }
    this.#seal(sealers, row, problems)
    for (const edge of declaration.rest.acyclic as readonly Edge[])
      if (circle(declaration, edge, id, this.#references).length) problems.push({ code: 'circle', field: edge[1] })
    for (const { field, target } of refs) {
      const other = row[field]
      if (typeof other === 'string' && !this.#has(target, other)) problems.push({ code: 'unknown', field })
    }
    const circular = (field: string) => problems.some(problem => problem.code === 'circle' && problem.field === field)
    const orphaned = owners.some(({ field, target }) => {
      const owner = row[field]
      return typeof owner === 'string' && !circular(field) && this.row(target, owner)?.hidden === true
    })
    Object.assign(row, { hidden: row['deleted'] !== null || held.taken.includes('id') || orphaned })
    for (const fold of folds) fold(row, this)
    for (const { name, value } of derive) row[name] = value(row, this)
    for (const { rule, holds } of rules) if (holds(row, this) !== true) problems.push({ code: 'rule', rule: rule.name })
    return problems.length ? { ...row, problem: problems } : row
  }

  /** What a fact attested is what the row shows; a plan that says otherwise since then is told so. */
  #seal(sealers: Plan['sealers'], row: Record<string, unknown>, problems: Problem[]): void {
    for (const { fact, by, fields } of sealers)
      for (const id of this.#references.to(fact, by, row['id'] as string)) {
        const sealed = (this.raw(fact, id)?.['sealed'] ?? {}) as RawValues
        for (const field of fields) {
          if (!Object.hasOwn(sealed, field)) continue
          if (JSON.stringify(row[field]) !== JSON.stringify(sealed[field])) problems.push({ code: 'modified', field })
          row[field] = sealed[field]
        }
      }
  }

  #has(entity: string, id: string): boolean {
    return (this.#held.get(entity)?.get(id)?.values ?? null) !== null
  }

  #put(entity: string, id: string, row: AnyRow | null): void {
    const rows = this.#rows.get(entity) ?? new Map<string, AnyRow>()
    this.#rows.set(entity, rows)
    if (row) rows.set(id, row)
    else rows.delete(id)
  }

  /** Whoever computes from this row: those it points to and that fold it, those that look at it through a reference. */
  #followers(entity: string, id: string, former: AnyRow | null, row: AnyRow | null, enqueue: Enqueue): void {
    const { up, down } = this.#plans.get(entity) as Plan
    for (const { field, target, names } of up) {
      if (!differ(former, row, names)) continue
      for (const side of [former, row]) {
        const other = side?.[field]
        if (typeof other === 'string' && this.#has(target, other)) enqueue(target, other)
      }
    }
    for (const { entity: other, field, names } of down)
      if (differ(former, row, names)) for (const pointer of this.#references.to(other, field, id)) enqueue(other, pointer)
  }

  /** Everything needed to go on without the documents; JSON-able. */
  save(): SavedProjection {
    this.#wake()
    return [...this.#held].map(([entity, all]) => ({
      entity,
      entries: [...all].map(([id, { values, text, taken }]) => [id, values, text, taken] as const),
      rows: [...(this.#rows.get(entity)?.values() ?? [])],
    }))
  }
  /** The projection as saved: its rows at once; what it takes to go on is made when the first entry comes. */
  static restore(model: Model, space: string, saved: SavedProjection): Projection {
    const projection = new Projection(model, space)
    projection.#asleep = saved.filter(({ entity }) => declarationOf(model, entity))
    for (const { entity, rows } of projection.#asleep) projection.#rows.set(entity, new Map(rows.map(row => [row.id, row])))
    return projection
  }
  #wake(): void {
    const saved = this.#asleep
    this.#asleep = []
    for (const { entity, entries } of saved) {
      const { declaration } = this.#plans.get(entity) as Plan
      this.#held.set(entity, new Map(entries.map(([id, values, text, taken]) => [id, hold(declaration, values, text, taken)])))
      for (const [id] of entries) this.#register(declaration, id)
    }
  }
}

export type SavedProjection = readonly {
  readonly entity: string
  readonly entries: readonly (readonly [id: string, values: RawValues | null, text: Record<string, string>, taken: readonly string[]])[]
  readonly rows: readonly AnyRow[]
}[]

/** All rows of a space at once: what a rebuild gives, and what live application must equal. */
export function project(model: Model, space: string, entries: Iterable<Entry>): Projection {
  const projection = new Projection(model, space)
  projection.apply(entries)
  return projection
}

function hold(declaration: AnyDeclaration, values: RawValues | null, text: Record<string, string>, taken: readonly string[]): Held {
  const checked = normalise(declaration, values ?? {}, text)
  return { values, text, taken, fields: checked.values, problems: checked.problems }
}
const deletion = (values: RawValues): number | null => (Number.isSafeInteger(values['deleted']) ? (values['deleted'] as number) : null)
const alike = (a: unknown, b: unknown): boolean =>
  a === b || (typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b))
const differ = (a: AnyRow | null, b: AnyRow | null, names: readonly string[]): boolean =>
  a === null || b === null ? a !== b : names.some(name => !alike(a[name], b[name]))
const same = (a: AnyRow | null, b: AnyRow | null): boolean => {
  if (a === b || a === null || b === null) return a === b
  for (const name in b) if (!alike(a[name], b[name])) return false
  return true
}
