import { compile, type AnyRow, type Evaluate } from '../query/evaluate.ts'
import { live, type Derived, type Rule } from '../schema/declaration.ts'
import { nodes, type Node } from '../schema/expression.ts'
import type { AnyField } from '../schema/field.ts'
import { declarationOf, fieldOf, type AnyDeclaration, type Model } from '../schema/model.ts'
import { foldsOf, type Fold } from './fold.ts'

/** What projecting one entity takes, worked out once from its declaration. */
export type Plan = {
  readonly declaration: AnyDeclaration
  readonly fields: readonly string[]
  /** A row without values: rows are copied from it, and so have one shape. */
  readonly blank: AnyRow
  /** It is hidden with the records that these references name. */
  readonly owners: readonly { readonly field: string; readonly target: string }[]
  /** References within the same space, which must exist. */
  readonly refs: readonly { readonly field: string; readonly target: string }[]
  readonly folds: readonly Fold[]
  /** The folds of other records that take this one in. */
  readonly foldedBy: readonly Fold[]
  readonly acyclic: readonly (readonly [from: string, to: string])[]
  /** Stored computed values, in the order of their declaration, once the folds are known. */
  readonly derive: readonly { readonly name: string; readonly value: Evaluate }[]
  readonly rules: readonly { readonly rule: Rule; readonly holds: Evaluate }[]
  /** Facts that, once said of it, hold some of its fields as they were attested. */
  readonly sealers: readonly { readonly fact: string; readonly by: string; readonly fields: readonly string[] }[]
  /** References to records that ask whether this one exists, or that it seals, and the columns that then matter. */
  readonly up: readonly { readonly field: string; readonly target: string; readonly names: readonly string[] }[]
  /** Who looks at this one through a reference, and at which columns; that it exists always matters. */
  readonly down: readonly { readonly entity: string; readonly field: string; readonly names: readonly string[] }[]
}

const plans = new WeakMap<Model, ReadonlyMap<string, Plan>>()
export function planOf(model: Model): ReadonlyMap<string, Plan> {
  const known = plans.get(model)
  if (known) return known
  const folds = new Map(Object.values(model).map(declaration => [declaration.name, foldsOf(model, declaration)]))
  const made = new Map(Object.values(model).map(declaration => [declaration.name, make(model, declaration, folds)]))
  plans.set(model, made)
  return made
}

function make(model: Model, declaration: AnyDeclaration, folds: ReadonlyMap<string, Fold[]>): Plan {
  const refs = localRefs(model, declaration)
  const stored = Object.entries(declaration.rest.derived as Record<string, Derived>).filter(([, how]) => !live(how))
  const { partOf } = declaration.rest
  return {
    declaration,
    fields: Object.keys(declaration.fields),
    blank: {
      ...{ id: '', space: '', deleted: null, hidden: false, problem: null },
      ...Object.fromEntries([...Object.keys(declaration.fields), ...stored.map(([name]) => name)].map(name => [name, null])),
    },
    refs,
    owners: refs.filter(({ field }) => partOf.includes(field)),
    folds: folds.get(declaration.name) ?? [],
    foldedBy: [...folds.values()].flat().filter(({ of }) => of === declaration.name),
    acyclic: declaration.rest.acyclic,
    derive: stored.flatMap(([name, how]) => ('from' in how ? [{ name, value: compile(model, declaration, how.from) }] : [])),
    rules: declaration.rest.rules.map((rule: Rule) => ({ rule, holds: compile(model, declaration, rule.holds) })),
    sealers: Object.values(model).flatMap(fact =>
      Object.entries(fact.rest.seals as Record<string, readonly string[]>)
        .filter(([by]) => fieldOf(fact, by)?.target === declaration.name)
        .map(([by, fields]) => ({ fact: fact.name as string, by, fields }))
    ),
    up: peopleRefs(model, declaration).flatMap(({ field, target }) => {
      const names = asked(declarationOf(model, target) as AnyDeclaration, declaration.name, field)
      const seals = Object.hasOwn(declaration.rest.seals, field)
      return names || seals ? [{ field, target, names: ['id', 'hidden', 'problem', field, ...(names ?? [])] }] : []
    }),
    down: Object.values(model).flatMap(other =>
      localRefs(model, other)
        .filter(({ target }) => target === declaration.name)
        .map(({ field }) => ({ entity: other.name, field, names: looked(other, field) }))
    ),
  }
}

const peopleRefs = (model: Model, declaration: AnyDeclaration) =>
  Object.entries(declaration.fields as Record<string, AnyField>).flatMap(([field, { kind, target }]) => {
    const other = kind === 'ref' && typeof target === 'string' ? declarationOf(model, target) : undefined
    return other?.by === 'people' ? [{ field, target: other.name as string, home: other.rest.home }] : []
  })
/** References to people's records of the same kind of space: facts and other spaces may not have reached this device. */
const localRefs = (model: Model, declaration: AnyDeclaration) =>
  peopleRefs(model, declaration).filter(({ home }) => home === declaration.rest.home)

/** The columns of `entity` that the target reads when it asks for those pointing to it by `field`; null when it does not. */
function asked(target: AnyDeclaration, entity: string, field: string): string[] | null {
  const found = expressionsOf(target).flatMap(root =>
    [...nodes(root)].flatMap(node => (node.op === 'exists' && node.entity === entity && node.by === field ? [node.where] : []))
  )
  const names = found.flatMap(where =>
    [...nodes(where)].flatMap(node => ('name' in node && node.op !== 'via' ? [node.name] : 'by' in node ? [node.by] : []))
  )
  return found.length ? names : null
}

/** The columns that a declaration reads on the record its reference points to. */
function looked(declaration: AnyDeclaration, field: string): string[] {
  const through = expressionsOf(declaration).flatMap(root =>
    [...nodes(root)].flatMap(node => (node.op === 'via' && node.by === field ? [node.name] : []))
  )
  return declaration.rest.partOf.includes(field) ? ['hidden', ...through] : through
}

const expressionsOf = (declaration: AnyDeclaration): Node[] => [
  ...declaration.rest.rules.map((rule: Rule) => rule.holds),
  ...Object.values(declaration.rest.derived as Record<string, Derived>).flatMap(how => ('from' in how ? [how.from] : [])),
]
