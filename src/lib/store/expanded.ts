import { column, type AnyRow, type Evaluate, type Scope } from '#kernel/query/evaluate.ts'
import { live, type Derived } from '#kernel/schema/declaration.ts'
import { nodes } from '#kernel/schema/expression.ts'
import { declarationOf, type Model } from '#kernel/schema/model.ts'

type Live = { readonly values: readonly (readonly [name: string, value: Evaluate])[]; readonly alone: boolean }

/** Rows with the values that depend on the day, which are never stored. The same object for the same row and day. */
export class Expanded {
  readonly #model: Model
  readonly #live = new Map<string, Live>()
  #known = new WeakMap<AnyRow, AnyRow>()
  #today = ''
  constructor(model: Model) {
    this.#model = model
  }

  of(entity: string, row: AnyRow, scope: Scope): AnyRow {
    const { values, alone } = this.#of(entity)
    if (!values.length) return row
    if (scope.today !== this.#today) {
      this.#today = scope.today
      this.#known = new WeakMap()
    }
    const known = alone ? this.#known.get(row) : undefined
    if (known) return known
    const expanded: Record<string, unknown> & AnyRow = { ...row }
    for (const [name, value] of values) expanded[name] = value(row, scope)
    if (alone) this.#known.set(row, expanded)
    return expanded
  }

  /** Whether what is shown of a row changes with nothing but the row and the day. */
  alone(entity: string): boolean {
    return this.#of(entity).alone
  }

  #of(entity: string): Live {
    const known = this.#live.get(entity)
    if (known) return known
    const declaration = declarationOf(this.#model, entity)
    const derived = Object.entries((declaration?.rest.derived ?? {}) as Record<string, Derived>).filter(([, how]) => live(how))
    const made = {
      values: derived.flatMap(([name]) => (declaration ? [[name, column(this.#model, declaration, name)] as const] : [])),
      // What looks at other rows may change while its own does not.
      alone: derived.every(([, how]) => 'from' in how && [...nodes(how.from)].every(({ op }) => op !== 'via' && op !== 'exists')),
    }
    this.#live.set(entity, made)
    return made
  }
}
