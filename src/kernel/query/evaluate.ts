import { compareText } from '../base/fold.ts'
import { fold } from '../base/fold.ts'
import type { Value } from '../projector/normalise.ts'
import { live } from '../schema/declaration.ts'
import type { Node } from '../schema/expression.ts'
import { declarationOf, fieldOf, type AnyDeclaration, type Model } from '../schema/model.ts'

export type AnyRow = { readonly id: string; readonly space: string; readonly hidden: boolean; readonly [name: string]: unknown }
/** Where an expression looks beyond its row. */
export type Scope = {
  readonly today: string
  row(entity: string, id: string): AnyRow | undefined
  /** Records of `entity` whose reference `by` is `id`, hidden ones included. */
  pointing(entity: string, by: string, id: string): Iterable<AnyRow>
}
export type Evaluate = (row: AnyRow, scope: Scope) => Value

/**
 * An expression as a function of one row. Comparisons are two-valued: with an absent side they are false, and `not` of that is true.
 * Arithmetic with an absent side is absent. Texts compare by their UTF-8 bytes. `server/postgres/query-sql.ts` says the same in SQL.
 */
export function compile(model: Model, declaration: AnyDeclaration, node: Node): Evaluate {
  const sub = (of: Node) => compile(model, declaration, of)
  switch (node.op) {
    case 'value':
      return () => node.value
    case 'today':
      return (_, scope) => scope.today
    case 'field':
      return column(model, declaration, node.name)
    case 'is':
      return pair(sub(node.left), sub(node.right), (a, b) => a === b)
    case 'less':
      return pair(sub(node.left), sub(node.right), (a, b) => ordered(a, b) < 0)
    case 'notMore':
      return pair(sub(node.left), sub(node.right), (a, b) => ordered(a, b) <= 0)
    case 'in': {
      const [left, values] = [sub(node.left), new Set<unknown>(node.values)]
      return (row, scope) => values.has(left(row, scope))
    }
    case 'empty': {
      const of = sub(node.of)
      return (row, scope) => isEmpty(of(row, scope))
    }
    case 'contains': {
      const [of, part] = [sub(node.of), fold(node.part)]
      return (row, scope) => fold(String(of(row, scope) ?? '')).includes(part)
    }
    case 'has':
      return row => ((row[node.name] as readonly string[] | undefined) ?? []).includes(node.id)
    case 'all': {
      const of = node.of.map(sub)
      return (row, scope) => of.every(test => test(row, scope) === true)
    }
    case 'any': {
      const of = node.of.map(sub)
      return (row, scope) => of.some(test => test(row, scope) === true)
    }
    case 'not': {
      const of = sub(node.of)
      return (row, scope) => of(row, scope) !== true
    }
    case 'exists': {
      const source = known(model, node.entity)
      const where = compile(model, source, node.where)
      return (row, scope) => {
        for (const other of scope.pointing(node.entity, node.by, row.id)) if (!other.hidden && where(other, scope) === true) return true
        return false
      }
    }
    case 'via': {
      const target = known(model, fieldOf(declaration, node.by)?.target ?? '')
      const value = column(model, target, node.name)
      return (row, scope) => {
        const other = typeof row[node.by] === 'string' ? scope.row(target.name, row[node.by] as string) : undefined
        return other ? value(other, scope) : null
      }
    }
    case 'plus':
      return reckon(sub(node.left), sub(node.right), (a, b) => a + b)
    case 'minus':
      return reckon(sub(node.left), sub(node.right), (a, b) => a - b)
    case 'times':
      return reckon(sub(node.left), sub(node.right), (a, b) => a * b)
    case 'over':
      return reckon(sub(node.left), sub(node.right), (a, b) => (b === 0 ? null : a / b))
    case 'either': {
      const of = node.of.map(sub)
      return (row, scope) => {
        for (const value of of) {
          const found = value(row, scope)
          if (found !== null) return found
        }
        return null
      }
    }
    case 'when': {
      const [test, then, otherwise] = [sub(node.test), sub(node.then), sub(node.otherwise)]
      return (row, scope) => (test(row, scope) === true ? then(row, scope) : otherwise(row, scope))
    }
  }
}

/** A field or derived value of a row; one that moves with the day is computed here, from its declaration. */
export function column(model: Model, declaration: AnyDeclaration, name: string): Evaluate {
  const derived = Object.hasOwn(declaration.rest.derived, name) ? declaration.rest.derived[name] : undefined
  if (derived && 'from' in derived && live(derived)) return compile(model, declaration, derived.from)
  return row => (row[name] as Value | undefined) ?? null
}

const known = (model: Model, name: string): AnyDeclaration => {
  const declaration = declarationOf(model, name)
  if (!declaration) throw new Error(`unknown entity “${name}”`)
  return declaration
}
const pair =
  (left: Evaluate, right: Evaluate, holds: (a: Value, b: Value) => boolean): Evaluate =>
  (row, scope) =>
    holds(left(row, scope), right(row, scope))
const reckon =
  (left: Evaluate, right: Evaluate, operate: (a: number, b: number) => number | null): Evaluate =>
  (row, scope) => {
    const [a, b] = [left(row, scope), right(row, scope)]
    return typeof a === 'number' && typeof b === 'number' ? operate(a, b) : null
  }
/** NaN, which is neither less nor equal, where the two cannot be compared. */
const ordered = (a: Value, b: Value): number =>
  typeof a === 'number' && typeof b === 'number' ? a - b : typeof a === 'string' && typeof b === 'string' ? compareText(a, b) : NaN
const isEmpty = (value: Value) => value === null || value === '' || (Array.isArray(value) && value.length === 0)
