import { type Derived, type Declaration, live, standsAlone } from './declaration.ts'
import { type Node, nodes } from './expression.ts'
import type { AnyField, Field, Fields } from './field.ts'

// A declaration whose columns are not known: heterogeneous by nature.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyDeclaration = Declaration<any, any, any, any>
type Named = { name: string; fields: Fields; row: unknown; sources: string }
type TargetsIn<F extends Fields> = { [K in keyof F]: F[K] extends Field<infer _, infer T> ? T : never }[keyof F]
type Targets<D extends Named> = D['sources'] | TargetsIn<D['fields']>
type Known<M extends Record<string, Named>> = {
  [K in keyof M]: [Exclude<Targets<M[K]>, keyof M>] extends [never] ? M[K] : `unknown “${Exclude<Targets<M[K]>, keyof M> & string}”`
}
export type Model = Readonly<Record<string, AnyDeclaration>>

const reserved = ['id', 'space', 'deleted', 'hidden', 'problem', 'workspace']

/** The whole business, checked: every reference and every name in an expression exists. Throws on what types cannot see. */
export const model = <const M extends Record<string, Named>>(declared: M & Known<M>): M => {
  const known = declared as unknown as Model
  for (const [key, declaration] of Object.entries(known)) check(known, key, declaration)
  return declared
}

function check(known: Model, key: string, declaration: AnyDeclaration): void {
  const fault = (what: string) => new Error(`${declaration.name}: ${what}`)
  if (key !== declaration.name) throw fault(`stands in the model as “${key}”`)
  for (const name of [...Object.keys(declaration.fields), ...Object.keys(declaration.rest.derived)])
    if (reserved.includes(name) || !/^[a-z][A-Za-z0-9]*$/.test(name)) throw fault(`the name “${name}” cannot be used`)
  const speak = (node: Node, of: AnyDeclaration) => {
    for (const at of nodes(node)) {
      if (at.op === 'field' && !columnOf(of, at.name)) throw fault(`speaks of “${at.name}”, which ${of.name} does not have`)
      if (at.op === 'via') {
        const target = known[fieldOf(of, at.by)?.target ?? '']
        if (!target || !columnOf(target, at.name)) throw fault(`speaks of “${at.by}.${at.name}”, which does not exist`)
      }
      if (at.op === 'exists') speak(at.where, known[at.entity] ?? die(fault(`asks for “${at.entity}”, which does not exist`)))
    }
  }
  for (const rule of declaration.rest.rules) speak(rule.holds, declaration)
  for (const derived of Object.values(declaration.rest.derived) as Derived[]) {
    if ('from' in derived) {
      speak(derived.from, declaration)
      continue
    }
    const { of, by, sum, min, max, where } = derived.rollup
    const source = known[of] ?? die(fault(`folds “${of}”, which does not exist`))
    if (fieldOf(source, by)?.target !== declaration.name) throw fault(`${of}.${by} does not point to it`)
    const folded = sum ?? min ?? max
    if (folded !== undefined && !columnOf(source, folded)) throw fault(`folds “${of}.${folded}”, which does not exist`)
    if (folded !== undefined && source.rest.derived[folded] && live(source.rest.derived[folded]))
      throw fault(`folds “${folded}”, which moves with the day`)
    if (where) speak(where, source)
    if (where && !standsAlone(source, where)) throw fault(`folds “${of}” by what its rows do not hold`)
  }
}
const die = (error: Error): never => {
  throw error
}
const standard = ['id', 'space', 'deleted', 'hidden']
const columnOf = (declaration: AnyDeclaration, name: string) =>
  standard.includes(name) || Object.hasOwn(declaration.fields, name) || Object.hasOwn(declaration.rest.derived, name)
/** The declared field, or undefined; never what an object inherits. */
export const fieldOf = (declaration: AnyDeclaration, name: string): AnyField | undefined =>
  Object.hasOwn(declaration.fields, name) ? declaration.fields[name] : undefined
/** The declaration of that name, or undefined; never what an object inherits. */
export const declarationOf = (model: Model, name: string): AnyDeclaration | undefined =>
  Object.hasOwn(model, name) ? model[name] : undefined
