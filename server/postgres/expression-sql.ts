import { fold } from '#kernel/base/fold.ts'
import { live, type Derived } from '#kernel/schema/declaration.ts'
import type { Node, Scalar } from '#kernel/schema/expression.ts'
import { declarationOf, fieldOf, type AnyDeclaration, type Model } from '#kernel/schema/model.ts'
import { folds, keyOf, targetOf, typeOf, typeOfNode } from './column.ts'

/** What surrounds an expression: the alias of its row, the day, and which rows a look at another record may find. */
export type Surroundings = { readonly alias: string; readonly today: string; readonly within: (alias: string, local: boolean) => string }

const here: Surroundings = { alias: '', today: '', within: () => 'true' }
/** A test of one row as a constraint says it. */
export const testSql = (model: Model, declaration: AnyDeclaration, node: Node): string => test(model, declaration, node, here)

/**
 * The same words as `kernel/query/evaluate.ts`, in SQL. Comparisons are two-valued: never null, so that `not` means the same here.
 * Every literal is quoted here and every name is a declared one.
 */
export function test(model: Model, declaration: AnyDeclaration, node: Node, at: Surroundings): string {
  if (typeOfNode(model, declaration, node) !== 'boolean') return 'false'
  const sql = value(model, declaration, node, at)
  return nullable.has(node.op) ? `coalesce(${sql}, false)` : sql
}
const nullable = new Set<Node['op']>(['field', 'via', 'either', 'when', 'value'])

export function value(model: Model, declaration: AnyDeclaration, node: Node, at: Surroundings): string {
  const sub = (of: Node) => value(model, declaration, of, at)
  const holds = (of: Node) => test(model, declaration, of, at)
  const type = (of: Node) => typeOfNode(model, declaration, of)
  switch (node.op) {
    case 'value':
      return literal(node.value)
    case 'today':
      return literal(at.today)
    case 'field':
      return columnSql(model, declaration, node.name, at)
    case 'is': {
      const [left, right] = [type(node.left), type(node.right)]
      if (left !== right && left !== 'none' && right !== 'none') return bothAbsent(sub(node.left), sub(node.right))
      return `(${sub(node.left)} is not distinct from ${sub(node.right)})`
    }
    case 'less':
    case 'notMore': {
      const comparable = type(node.left) === type(node.right) && (type(node.left) === 'text' || type(node.left) === 'number')
      return comparable ? `coalesce(${sub(node.left)} ${node.op === 'less' ? '<' : '<='} ${sub(node.right)}, false)` : 'false'
    }
    case 'in': {
      const of = type(node.left)
      const same = node.values.filter(found => found !== null && typeOfNode(model, declaration, { op: 'value', value: found }) === of)
      const tests = [
        ...(same.length ? [`coalesce(${sub(node.left)} in (${same.map(literal).join(', ')}), false)`] : []),
        ...(node.values.includes(null) ? [`${sub(node.left)} is null`] : []),
      ]
      return tests.length ? `(${tests.join(' or ')})` : 'false'
    }
    case 'empty': {
      const of = sub(node.of)
      if (type(node.of) === 'text') return `(${of} is null or ${of} = '')`
      return type(node.of) === 'set' ? `(cardinality(${of}) is not distinct from 0 or ${of} is null)` : `(${of} is null)`
    }
    case 'contains':
      return `(strpos(coalesce(${folded(model, declaration, node.of, at)}, ''), ${literal(fold(node.part))}) > 0)`
    case 'has':
      return `coalesce(${literal(node.id)} = any(${columnSql(model, declaration, node.name, at)}), false)`
    case 'all':
      return node.of.length ? `(${node.of.map(holds).join(' and ')})` : 'true'
    case 'any':
      return node.of.length ? `(${node.of.map(holds).join(' or ')})` : 'false'
    case 'not':
      return `(not ${holds(node.of)})`
    case 'exists': {
      const source = known(model, node.entity)
      const inner = { ...at, alias: `${at.alias}x` }
      const by = columnSql(model, source, node.by, inner)
      const where = test(model, source, node.where, inner)
      return `exists (select from model."${source.name}" ${inner.alias} where ${by} = ${named(at, 'id')} and ${related(at, inner, source, declaration)} and not ${inner.alias}.hidden and ${where})`
    }
    case 'via': {
      const target = targetOf(model, declaration, node.by)
      return look(model, declaration, target, node.by, at, inner => columnSql(model, target, node.name, inner))
    }
    case 'plus':
      return `(${number(sub(node.left))} + ${number(sub(node.right))})`
    case 'minus':
      return `(${number(sub(node.left))} - ${number(sub(node.right))})`
    case 'times':
      return `(${number(sub(node.left))} * ${number(sub(node.right))})`
    case 'over':
      return `(${number(sub(node.left))} / nullif(${number(sub(node.right))}, 0))`
    case 'either':
      return `coalesce(${node.of.map(of => numeric(type(of), sub(of))).join(', ')})`
    case 'when':
      return `(case when ${holds(node.test)} then ${numeric(type(node.then), sub(node.then))} else ${numeric(type(node.otherwise), sub(node.otherwise))} end)`
    default:
      throw new Error(`unknown word “${String((node as { op: unknown }).op)}”`)
  }
}

/** A stored column, or for a value that moves with the day its expression. */
export function columnSql(model: Model, declaration: AnyDeclaration, name: string, at: Surroundings): string {
  const derived = derivedOf(declaration, name)
  if (derived && 'from' in derived && live(derived)) return value(model, declaration, derived.from, at)
  typeOf(model, declaration, name)
  return named(at, name)
}

/** Folding goes down to the leaves, where its result is stored: it changes neither what is absent nor which branch is taken. */
function folded(model: Model, declaration: AnyDeclaration, node: Node, at: Surroundings): string {
  const sub = (of: Node) => folded(model, declaration, of, at)
  switch (node.op) {
    case 'value':
      return literal(node.value === null ? null : fold(String(node.value)))
    case 'field':
      return foldedColumn(model, declaration, node.name, at)
    case 'via': {
      const target = targetOf(model, declaration, node.by)
      return look(model, declaration, target, node.by, at, inner => foldedColumn(model, target, node.name, inner))
    }
    case 'either':
      return `coalesce(${node.of.map(sub).join(', ')})`
    case 'when':
      return `(case when ${test(model, declaration, node.test, at)} then ${sub(node.then)} else ${sub(node.otherwise)} end)`
    default:
      throw new Error(`“contains” speaks of a text, not of “${node.op}”`)
  }
}
function foldedColumn(model: Model, declaration: AnyDeclaration, name: string, at: Surroundings): string {
  const field = fieldOf(declaration, name)
  if (folds(field)) return named(at, keyOf(name))
  const derived = derivedOf(declaration, name)
  if (derived && 'from' in derived) return folded(model, declaration, derived.from, at)
  // Ids, choices, ranks and days are plain ASCII.
  if (typeOf(model, declaration, name) === 'text' && !derived) return `lower(${named(at, name)})`
  throw new Error(`“contains” speaks of a text, and ${declaration.name}.${name} is none`)
}

function look(
  model: Model,
  declaration: AnyDeclaration,
  target: AnyDeclaration,
  by: string,
  at: Surroundings,
  of: (inner: Surroundings) => string
): string {
  const inner = { ...at, alias: `${at.alias}x` }
  const found = `${inner.alias}.id = ${columnSql(model, declaration, by, at)} and ${related(at, inner, target, declaration)}`
  return `(select ${of(inner)} from model."${target.name}" ${inner.alias} where ${found} order by ${inner.alias}.space limit 1)`
}
/** A record of people is looked up in its own space; what the server says, in any space that may be read. */
function related(at: Surroundings, inner: Surroundings, other: AnyDeclaration, declaration: AnyDeclaration): string {
  const local = other.by === 'people' && other.rest.home === declaration.rest.home
  const same = `${inner.alias}.workspace = ${named(at, 'workspace')}`
  return local ? `${same} and ${inner.alias}.space = ${named(at, 'space')}` : `${same} and ${at.within(inner.alias, local)}`
}

const named = (at: Surroundings, name: string) => (at.alias ? `${at.alias}."${name}"` : `"${name}"`)
const derivedOf = (declaration: AnyDeclaration, name: string) =>
  (Object.hasOwn(declaration.rest.derived, name) ? declaration.rest.derived[name] : undefined) as Derived | undefined
const number = (sql: string) => `(${sql})::double precision`
const numeric = (type: string, sql: string) => (type === 'number' ? number(sql) : sql)
const bothAbsent = (left: string, right: string) => `(${left} is null and ${right} is null)`
const known = (model: Model, name: string): AnyDeclaration => {
  const declaration = declarationOf(model, name)
  if (!declaration) throw new Error(`unknown entity “${name}”`)
  return declaration
}
export function literal(found: Scalar): string {
  if (found === null) return 'null'
  if (typeof found === 'boolean') return String(found)
  if (typeof found === 'number') {
    if (!Number.isFinite(found)) throw new Error('a number is finite')
    return `(${found})::double precision`
  }
  if (typeof found !== 'string') throw new Error('a literal is a text, a number, a flag or nothing')
  return `(E'${found
    .replaceAll('\0', '')
    .toWellFormed()
    .replace(/[\\']/g, found => `\\${found}`)}' collate "C")`
}
