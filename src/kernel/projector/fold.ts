import { column, compile, type AnyRow, type Scope } from '../query/evaluate.ts'
import type { Derived, Rollup } from '../schema/declaration.ts'
import { declarationOf, fieldOf, type AnyDeclaration, type Model } from '../schema/model.ts'
import { Count, Extreme, Sum, type Folded, type Total } from './total.ts'

/** The rollups of `target` over the records of `of` that point to it by `by`. */
export type Fold = { readonly target: string; readonly of: string; readonly by: string; readonly parts: readonly Part[] }
type Part = {
  readonly name: string
  readonly total: () => Total
  /** Of no record at all. */
  readonly none: Folded | null
  /** What a row brings to it, from that row alone; null when it does not count. */
  readonly brings: (row: AnyRow) => Folded | null
}

export function foldsOf(model: Model, declaration: AnyDeclaration): Fold[] {
  const rollups = Object.entries(declaration.rest.derived as Record<string, Derived>).flatMap(([name, how]) =>
    'rollup' in how ? [{ name, ...how.rollup }] : []
  )
  return [...Map.groupBy(rollups, ({ of, by }) => `${of}.${by}`).values()].map(same => {
    const { of, by } = same[0] as Rollup
    const source = declarationOf(model, of) as AnyDeclaration
    if (!fieldOf(source, by)) throw new Error(`${of} has no reference “${by}”`)
    return { target: declaration.name, of, by, parts: same.map(rollup => part(model, source, rollup)) }
  })
}

function part(model: Model, source: AnyDeclaration, { name, sum, min, max, where }: Rollup & { name: string }): Part {
  const passes = where && compile(model, source, where)
  const folded = sum ?? min ?? max
  const value = folded === undefined ? null : column(model, source, folded)
  return {
    name,
    total: () => (value === null ? new Count() : sum !== undefined ? new Sum() : new Extreme(min !== undefined ? 'min' : 'max')),
    none: min === undefined && max === undefined ? 0 : null,
    brings: row => {
      if (passes && passes(row, nowhere) !== true) return null
      if (value === null) return 1
      const found = value(row, nowhere) as Folded | null
      return sum === undefined ? found : Number(found) || 0
    },
  }
}

/** The totals of one fold for every record that is pointed to, kept true as rows change: a change costs the same whatever their number. */
export class Totals {
  readonly #fold: Fold
  readonly #of = new Map<string, Total[]>()
  /** Rows taken in so far. */
  followed = 0
  constructor(fold: Fold, rows: Iterable<AnyRow>) {
    this.#fold = fold
    for (const row of rows) this.follow(null, row)
  }

  /** Takes in what became of a row; returns the records whose totals moved. */
  follow(former: AnyRow | null, row: AnyRow | null): readonly string[] {
    const [from, to] = [this.#target(former), this.#target(row)]
    if (from === null && to === null) return []
    this.followed++
    let moved = false
    for (const [at, { brings }] of this.#fold.parts.entries()) {
      const before = from === null ? null : brings(former as AnyRow)
      const after = to === null ? null : brings(row as AnyRow)
      if (from === to && before === after) continue
      moved = true
      if (from !== null && before !== null) this.#totals(from)[at]?.remove(before)
      if (to !== null && after !== null) this.#totals(to)[at]?.add(after)
    }
    return moved ? [from, to].filter(id => id !== null) : []
  }
  write(row: Record<string, unknown> & AnyRow): void {
    const totals = this.#of.get(row.id)
    this.#fold.parts.forEach(({ name, none }, at) => (row[name] = totals?.[at]?.value ?? none))
  }

  #totals(id: string): Total[] {
    const known = this.#of.get(id)
    if (known) return known
    const made = this.#fold.parts.map(({ total }) => total())
    this.#of.set(id, made)
    return made
  }
  /** A link in a circle does not count: each would fold the other for ever. */
  #target(row: AnyRow | null): string | null {
    const { by } = this.#fold
    if (!row || row.hidden || typeof row[by] !== 'string') return null
    const problems = (row['problem'] ?? []) as readonly { code: string; field?: string }[]
    return problems.some(({ code, field }) => code === 'circle' && field === by) ? null : row[by]
  }
}

/** A rollup reads nothing beyond the row it folds: the model refuses one that would. */
const nowhere: Scope = { today: '', row: () => undefined, pointing: () => [] }
