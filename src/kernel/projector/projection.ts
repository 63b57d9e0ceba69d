import { crc32c } from '../base/crc32c.ts'
import type { AnyRow, Scope } from '../query/evaluate.ts'
import { declarationOf, type AnyDeclaration, type Model } from '../schema/model.ts'
import type { RawValues } from '../space/record.ts'
import { alike } from './alike.ts'
import { Circles } from './circle.ts'
import { Totals, type Fold } from './fold.ts'
import { hold } from './held.ts'
import { planOf, type Plan } from './plan.ts'
import type { Problem } from './problem.ts'
import { References } from './references.ts'
import { Sheet } from './sheet.ts'

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

type Fields = Readonly<Record<string, unknown>>
type Enqueue = (entity: string, id: string) => void

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
  readonly #sheets = new Map<string, Sheet>()
  readonly #references = new References(entity => this.rows(entity))
  readonly #totals = new Map<Fold, Totals>()
  readonly #circles = new Map<Plan['acyclic'][number], Circles>()
  #computed = 0

  constructor(model: Model, space: string) {
    this.#model = model
    this.#space = space
    this.#plans = planOf(model)
  }

  rows(entity: string): ReadonlyMap<string, AnyRow> {
    return this.#sheets.get(entity)?.rows ?? nothing
  }
  /** Rows that may have no columns but these: far cheaper than whole ones when they come from the disk and are only counted. */
  narrow(entity: string, names: ReadonlySet<string>): Iterable<AnyRow> {
    return this.#sheets.get(entity)?.narrow(names) ?? []
  }
  row(entity: string, id: string): AnyRow | undefined {
    return this.#sheets.get(entity)?.rows.get(id)
  }
  /** The scalars as the document holds them, before any check. */
  raw(entity: string, id: string): RawValues | null {
    return this.#sheets.get(entity)?.held(id)?.values ?? null
  }
  *pointing(entity: string, by: string, id: string): Iterable<AnyRow> {
    for (const pointer of this.#references.to(entity, by, id)) yield this.row(entity, pointer) as AnyRow
  }

  /** The references of a record with these values that would close a circle. */
  circles(entity: string, id: string, fields: Fields): string[] {
    const { declaration, acyclic } = this.#plans.get(entity) as Plan
    return acyclic.flatMap(edge => {
      const link = linkOf(edge, id, fields, null)
      return link && this.#circlesOf(declaration, edge).closes(id, link) ? [edge[1]] : []
    })
  }
  /** Rows computed and rows folded so far: what a change costs is counted, not timed. */
  get work(): number {
    return [...this.#totals.values()].reduce((sum, { followed }) => sum + followed, this.#computed)
  }

  /** Takes entries in and returns the rows that changed, each once, in no particular order. */
  apply(entries: Iterable<Entry>): RowChange[] {
    const before = new Map<string, Map<string, AnyRow | null>>()
    const queue = new Map<string, Set<string>>()
    const enqueue: Enqueue = (entity, id) => void keyed(queue, entity, () => new Set()).add(id)
    for (const entry of entries) if (declarationOf(this.#model, entry.entity)) this.#take(entry, enqueue)
    this.#settle(enqueue)
    // What is queued again on the way comes round again.
    for (const [entity, ids] of queue) {
      for (const id of ids) {
        ids.delete(id)
        const former = this.row(entity, id) ?? null
        const row = this.#compute(entity, id)
        if (same(former, row)) continue
        const known = keyed(before, entity, () => new Map<string, AnyRow | null>())
        if (!known.has(id)) known.set(id, former)
        this.#put(entity, id, former, row, enqueue)
      }
      queue.delete(entity)
    }
    return [...before].flatMap(([entity, rows]) =>
      [...rows].flatMap(([id, row]) => {
        const after = this.row(entity, id) ?? null
        return same(row, after) ? [] : [{ entity, id, before: row, after }]
      })
    )
  }

  #take({ entity, id, values, text, taken }: Entry, enqueue: Enqueue): void {
    const plan = this.#plans.get(entity) as Plan
    const sheet = this.#sheet(plan.declaration)
    const former = sheet.held(id)
    const held =
      values === null
        ? null
        : hold(plan.declaration, values ?? former?.values ?? null, { ...former?.text, ...text }, taken ?? former?.taken ?? [])
    for (const edge of plan.acyclic)
      this.#circlesOf(plan.declaration, edge).move(id, held?.values ? linkOf(edge, id, held.fields, deletion(held.values)) : null)
    sheet.hold(id, held)
    enqueue(entity, id)
  }

  /** Whoever has come into a circle or out of one is computed again. */
  #settle(enqueue: Enqueue): void {
    for (const { declaration, acyclic } of this.#plans.values())
      for (const edge of acyclic) for (const id of this.#circles.get(edge)?.settle() ?? []) enqueue(declaration.name, id)
  }

  #compute(entity: string, id: string): AnyRow | null {
    this.#computed++
    const { declaration, blank, fields, acyclic, owners, refs, sealers, folds, derive, rules } = this.#plans.get(entity) as Plan
    const held = this.#sheets.get(entity)?.held(id)
    // The words of a text may arrive before its record: nothing is shown until there is one.
    if (!held?.values) return null
    const problems: Problem[] = [...held.problems, ...held.taken.map(field => ({ code: 'taken' as const, field }))]
    const row: Record<string, unknown> & AnyRow = { ...blank, id, space: this.#space }
    row['deleted'] = deletion(held.values)
    for (const name of fields) row[name] = held.fields[name]
    this.#seal(sealers, row, problems)
    for (const edge of acyclic) if (this.#circlesOf(declaration, edge).has(id)) problems.push({ code: 'circle', field: edge[1] })
    for (const { field, target } of refs) {
      const other = row[field]
      if (typeof other === 'string' && !this.raw(target, other)) problems.push({ code: 'unknown', field })
    }
    const circular = (field: string) => problems.some(problem => problem.code === 'circle' && problem.field === field)
    const orphaned = owners.some(({ field, target }) => {
      const owner = row[field]
      return typeof owner === 'string' && !circular(field) && this.row(target, owner)?.hidden === true
    })
    Object.assign(row, { hidden: row['deleted'] !== null || held.taken.includes('id') || orphaned })
    for (const fold of folds) this.#totalsOf(fold).write(row)
    for (const { name, value } of derive) row[name] = value(row, this)
    for (const { rule, holds } of rules) if (holds(row, this) !== true) problems.push({ code: 'rule', rule: rule.name })
    if (problems.length) row['problem'] = problems
    return row
  }

  /** What a fact attested is what the row shows; a plan that says otherwise since then is told so. */
  #seal(sealers: Plan['sealers'], row: Record<string, unknown>, problems: Problem[]): void {
    for (const { fact, by, fields } of sealers)
      for (const id of [...this.#references.to(fact, by, row['id'] as string)].sort()) {
        const sealed = (this.raw(fact, id)?.['sealed'] ?? {}) as RawValues
        for (const field of fields) {
          if (!Object.hasOwn(sealed, field)) continue
          if (!alike(row[field], sealed[field])) problems.push({ code: 'modified', field })
          row[field] = sealed[field]
        }
      }
  }

  /** Sets the row, and has computed again whoever computes from it. */
  #put(entity: string, id: string, former: AnyRow | null, row: AnyRow | null, enqueue: Enqueue): void {
    const { declaration, up, down, foldedBy } = this.#plans.get(entity) as Plan
    for (const fold of foldedBy) for (const target of this.#totalsOf(fold).follow(former, row)) this.#again(fold.target, target, enqueue)
    this.#sheet(declaration).put(id, row)
    this.#references.follow(entity, id, former, row)
    for (const { field, target, names } of up)
      if (differ(former, row, names)) for (const side of [former, row]) this.#again(target, side?.[field], enqueue)
    for (const { entity: other, field, names } of down)
      if (differ(former, row, names)) for (const pointer of this.#references.to(other, field, id)) enqueue(other, pointer)
  }
  #again(entity: string, id: unknown, enqueue: Enqueue): void {
    if (typeof id === 'string' && this.row(entity, id)) enqueue(entity, id)
  }

  #sheet(declaration: AnyDeclaration): Sheet {
    return keyed(this.#sheets, declaration.name, () => new Sheet(declaration))
  }
  #totalsOf(fold: Fold): Totals {
    return keyed(this.#totals, fold, () => new Totals(fold, this.rows(fold.of).values()))
  }
  #circlesOf({ name }: AnyDeclaration, edge: Plan['acyclic'][number]): Circles {
    return keyed(this.#circles, edge, () => {
      const made = new Circles()
      for (const row of this.rows(name).values()) made.move(row.id, linkOf(edge, row.id, row, row['deleted']))
      made.settle()
      return made
    })
  }

  /** Everything needed to go on without the documents: a line for each entity, in UTF-8. */
  save(): Uint8Array<ArrayBuffer> {
    const lines = [...this.#sheets].map(([entity, sheet]) => `${entity} ${sheet.save()}`)
    return new TextEncoder().encode([versionOf(this.#model), ...lines].join('\n'))
  }
  /** The projection as saved, each entity read when it is first asked for. Throws when the model, or the way to save, was another. */
  static restore(model: Model, space: string, saved: Uint8Array): Projection {
    const projection = new Projection(model, space)
    const [version, ...lines] = split(saved)
    if (!version || read(version) !== versionOf(model)) throw new Error('The rows were saved by another version.')
    for (const line of lines) {
      const end = line.indexOf(blank)
      const entity = read(line.subarray(0, end))
      projection.#sheets.set(entity, new Sheet(declarationOf(model, entity) as AnyDeclaration, line.subarray(end + 1)))
    }
    return projection
  }
}

/** All rows of a space at once: what a rebuild gives, and what live application must equal. */
export function project(model: Model, space: string, entries: Iterable<Entry>): Projection {
  const projection = new Projection(model, space)
  projection.apply(entries)
  return projection
}

const [blank, newline] = [32, 10]
const read = (bytes: Uint8Array) => new TextDecoder().decode(bytes)
/** The lines of a text in UTF-8, where no byte of another character is that of a new line. */
function* split(bytes: Uint8Array): Generator<Uint8Array> {
  let from = 0
  for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, from)) {
    yield bytes.subarray(from, end)
    from = end + 1
  }
  yield bytes.subarray(from)
}

const nothing: ReadonlyMap<string, AnyRow> = new Map()
const deletion = (values: RawValues): number | null => (Number.isSafeInteger(values['deleted']) ? (values['deleted'] as number) : null)
/** What the record links, as an edge of its declaration; nothing while it is deleted. */
function linkOf([from, to]: Plan['acyclic'][number], id: string, fields: Fields, deleted: unknown): readonly [string, string] | null {
  const [start, end] = [from === 'id' ? id : fields[from], fields[to]]
  return deleted === null && typeof start === 'string' && typeof end === 'string' ? [start, end] : null
}
function keyed<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}
const differ = (a: AnyRow | null, b: AnyRow | null, names: readonly string[]): boolean =>
  a === null || b === null ? a !== b : names.some(name => !alike(a[name], b[name]))
const same = (a: AnyRow | null, b: AnyRow | null): boolean => {
  if (a === b || a === null || b === null) return a === b
  for (const name in b) if (!alike(a[name], b[name])) return false
  return true
}

/** Another number here when rows are folded or saved another way: what was saved is then made again from the documents. */
const format = 2
const versions = new WeakMap<Model, string>()
function versionOf(model: Model): string {
  const known = versions.get(model) ?? `${format}/${crc32c(new TextEncoder().encode(JSON.stringify(model)))}`
  versions.set(model, known)
  return known
}
