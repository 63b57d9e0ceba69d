import type { Derived, Rollup } from '#kernel/schema/declaration.ts'
import { live } from '#kernel/schema/declaration.ts'
import type { Node } from '#kernel/schema/expression.ts'
import type { AnyField } from '#kernel/schema/field.ts'
import { declarationOf, fieldOf, type AnyDeclaration, type Model } from '#kernel/schema/model.ts'

/** What SQL needs to know of a value: two values of different types are never equal, nor one before the other. */
export type Type = 'text' | 'number' | 'boolean' | 'set' | 'none'

/** Text compares by its bytes, as on the device, whatever the locale of the database. */
export const postgresType: Record<AnyField['kind'], string> = {
  text: 'text collate "C"',
  note: 'text collate "C"',
  rich: 'text collate "C"',
  choice: 'text collate "C"',
  ref: 'text collate "C"',
  rank: 'text collate "C"',
  date: 'text collate "C"',
  flag: 'boolean',
  number: 'double precision',
  money: 'bigint',
  instant: 'bigint',
  duration: 'bigint',
  refs: 'text[]',
}
const derivedType: Record<Type, string> = {
  text: 'text collate "C"',
  number: 'double precision',
  boolean: 'boolean',
  set: 'text[]',
  none: 'text collate "C"',
}

/** The folded twin of a column, on which texts are sorted and searched. */
export const keyOf = (name: string) => `${name}~`
export const folds = (field: AnyField | undefined) => field?.kind === 'text' || field?.kind === 'note' || field?.kind === 'rich'

export type Column = { readonly name: string; readonly sql: string }
/** The stored columns of an entity's or a fact's row, the standard ones first. */
export function columnsOf(model: Model, declaration: AnyDeclaration): Column[] {
  const fields = Object.entries(declaration.fields as Record<string, AnyField>)
  const derived = Object.entries(declaration.rest.derived as Record<string, Derived>).filter(([, how]) => !live(how))
  return [
    ...standard,
    ...fields.map(([name, field]) => ({ name, sql: postgresType[field.kind] })),
    ...fields.filter(([, field]) => folds(field)).map(([name]) => ({ name: keyOf(name), sql: 'text collate "C"' })),
    ...derived.map(([name]) => ({ name, sql: derivedType[typeOf(model, declaration, name)] })),
  ]
}
const standard: Column[] = [
  { name: 'workspace', sql: 'text collate "C" not null' },
  { name: 'space', sql: 'text collate "C" not null' },
  { name: 'id', sql: 'text collate "C" not null' },
  { name: 'deleted', sql: 'bigint' },
  { name: 'hidden', sql: 'boolean not null' },
  { name: 'problem', sql: 'jsonb' },
]

export function typeOf(model: Model, declaration: AnyDeclaration, name: string): Type {
  if (name === 'id' || name === 'space') return 'text'
  if (name === 'deleted') return 'number'
  if (name === 'hidden') return 'boolean'
  const field = fieldOf(declaration, name)
  if (field) return ofKind(field)
  const derived = (Object.hasOwn(declaration.rest.derived, name) ? declaration.rest.derived[name] : undefined) as Derived | undefined
  if (!derived) throw new Error(`${declaration.name} has no “${name}”`)
  const known = derivedTypes.get(derived)
  if (known) return known
  // A step's start is the first start of its tasks, else its own: the circle is cut here, the other branch says the type.
  derivedTypes.set(derived, 'none')
  const type = 'from' in derived ? typeOfNode(model, declaration, derived.from) : ofRollup(model, derived.rollup)
  if (type === 'none') derivedTypes.delete(derived)
  else derivedTypes.set(derived, type)
  return type
}
const derivedTypes = new WeakMap<Derived, Type>()

export function typeOfNode(model: Model, declaration: AnyDeclaration, node: Node): Type {
  switch (node.op) {
    case 'field':
      return typeOf(model, declaration, node.name)
    case 'today':
      return 'text'
    case 'value':
      return node.value === null ? 'none' : typeof node.value === 'string' ? 'text' : typeof node.value === 'number' ? 'number' : 'boolean'
    case 'via':
      return typeOf(model, targetOf(model, declaration, node.by), node.name)
    case 'either':
      return node.of.map(of => typeOfNode(model, declaration, of)).find(type => type !== 'none') ?? 'none'
    case 'when': {
      const then = typeOfNode(model, declaration, node.then)
      return then === 'none' ? typeOfNode(model, declaration, node.otherwise) : then
    }
    case 'plus':
    case 'minus':
    case 'times':
    case 'over':
      return 'number'
    default:
      return 'boolean'
  }
}

export function targetOf(model: Model, declaration: AnyDeclaration, by: string): AnyDeclaration {
  const target = declarationOf(model, String(fieldOf(declaration, by)?.target ?? ''))
  if (!target) throw new Error(`${declaration.name} has no reference “${by}”`)
  return target
}
const ofKind = (field: AnyField): Type => {
  const sql = postgresType[field.kind]
  return sql === 'boolean' || sql === 'text[]' ? (sql === 'boolean' ? 'boolean' : 'set') : sql.startsWith('text') ? 'text' : 'number'
}
const ofRollup = (model: Model, { of, min, max }: Rollup): Type => {
  const source = declarationOf(model, of)
  return source && (min ?? max) !== undefined ? typeOf(model, source, (min ?? max) as string) : 'number'
}
