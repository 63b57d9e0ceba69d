import { column, compile, type AnyRow, type Evaluate, type Scope } from '../query/evaluate.ts'
import type { Derived, Rollup } from '../schema/declaration.ts'
import type { Node } from '../schema/expression.ts'
import { declarationOf, fieldOf, type AnyDeclaration, type Model } from '../schema/model.ts'

/** Writes into a row what it folds from the records that point to it: one pass over them for all rollups of one reference. */
export type Fold = (row: Record<string, unknown> & AnyRow, scope: Scope) => void

export function foldsOf(model: Model, declaration: AnyDeclaration): Fold[] {
  const rollups = Object.entries(declaration.rest.derived as Record<string, Derived>).flatMap(([name, how]) =>
    'rollup' in how ? [{ name, ...how.rollup }] : []
  )
  return [...Map.groupBy(rollups, ({ of, by }) => `${of}.${by}`).values()].map(of => foldOf(model, of))
}

type Part = { name: string; start: Value; add(total: Value, other: AnyRow, scope: Scope): Value }
type Value = number | string | null

function foldOf(model: Model, rollups: readonly (Rollup & { name: string })[]): Fold {
  const { of, by } = rollups[0] as Rollup
  const source = declarationOf(model, of) as AnyDeclaration
  if (!fieldOf(source, by)) throw new Error(`${of} has no reference “${by}”`)
  // Rollups that share their condition, which the declarations write once, ask it once.
  const groups = [...Map.groupBy(rollups, ({ where }) => where).entries()].map(([where, same]) => ({
    passes: where ? compile(model, source, where as Node) : null,
    parts: same.map(rollup => part(model, source, rollup)),
  }))
  const parts = groups.flatMap(group => group.parts)
  return (row, scope) => {
    for (const { name, start } of parts) row[name] = start
    for (const other of scope.pointing(of, by, row.id)) {
      if (other.hidden || inCircle(other['problem'], by)) continue
      for (const { passes, parts } of groups)
        if (!passes || passes(other, scope) === true) for (const { name, add } of parts) row[name] = add(row[name] as Value, other, scope)
    }
  }
}

function part(model: Model, source: AnyDeclaration, { name, sum, min, max }: Rollup & { name: string }): Part {
  const of = (folded: string): Evaluate => column(model, source, folded)
  if (sum !== undefined) {
    const value = of(sum)
    return { name, start: 0, add: (total, other, scope) => (total as number) + (Number(value(other, scope)) || 0) }
  }
  const extreme = min ?? max
  if (extreme === undefined) return { name, start: 0, add: total => (total as number) + 1 }
  const value = of(extreme)
  const add: Part['add'] = (best, other, scope) => {
    const found = value(other, scope) as Value
    if (found === null || best === null) return found ?? best
    return (min !== undefined ? found < best : found > best) ? found : best
  }
  return { name, start: null, add }
}

/** A link in a circle does not count: each would fold the other for ever. */
const inCircle = (problem: unknown, by: string) =>
  Array.isArray(problem) && problem.some((one: { code: string; field?: string }) => one.code === 'circle' && one.field === by)
