import { sql } from 'kysely'
import type { Answer, Measure, Query, Sort } from '#kernel/query/query.ts'
import type { Node } from '#kernel/schema/expression.ts'
import { declarationOf, fieldOf, type AnyDeclaration, type Model } from '#kernel/schema/model.ts'
import { columnsOf, keyOf, typeOf } from './column.ts'
import { columnSql, literal, test, value, type Surroundings } from './expression-sql.ts'
import type { Connection } from './connection.ts'
import { table } from './read-model.ts'

/** Who asks: in which workspace, on which day, and of which spaces they may know; all of them for the server itself. */
export type Asker = { readonly workspace: string; readonly today: string; readonly spaces?: readonly string[] }

/** The answer of `kernel/query/query.ts`'s `run`, from the tables. A query that speaks of what does not exist throws. */
export async function ask(db: Connection['db'], model: Model, query: Query, asker: Asker): Promise<Answer[]> {
  const { rows } = await sql.raw<{ answer: Answer }>(querySql(model, query, asker)).execute(db)
  return rows.map(row => row.answer)
}

export function querySql(model: Model, query: Query, asker: Asker): string {
  const declaration = declarationOf(model, query.from)
  if (!declaration) throw new Error(`unknown entity “${query.from}”`)
  const within = (alias: string) => (asker.spaces ? `${alias}.space = any(array[${asker.spaces.map(literal).join(', ')}]::text[])` : 'true')
  const at: Surroundings = { alias: 'r', today: asker.today, within }
  const tests = [
    `r.workspace = ${literal(asker.workspace)}`,
    within('r'),
    ...(query.space === undefined ? [] : [`r.space = ${literal(query.space)}`]),
    ...(query.hidden ? [] : ['not r.hidden']),
    ...(query.where ? [test(model, declaration, query.where, at)] : []),
  ]
  const from = `from ${table(query.from)} r where ${tests.join(' and ')}`
  const limit = query.limit === undefined ? '' : ` limit ${Math.max(0, Math.trunc(Number(query.limit)))}`
  return (query.group ? grouped(model, declaration, query, query.group, at, from) : listed(model, declaration, query, at, from)) + limit
}

function listed(model: Model, declaration: AnyDeclaration, query: Query, at: Surroundings, from: string): string {
  const more = Object.entries(query.with ?? {}).map(([name, node]) => [name, value(model, declaration, node as Node, at)] as const)
  const shown = columnsOf(model, declaration).filter(({ name }) => name !== 'workspace' && !name.endsWith('~'))
  const pairs = [
    ...shown.map(({ name }) => [name, `r."${name}"`] as const).filter(([name]) => !more.some(([other]) => other === name)),
    ...more,
  ]
  const keys = (query.sort ?? []).map(sort => {
    const extra = more.find(([name]) => name === sort.by)
    return direction(extra ? extra[1] : sortKey(model, declaration, sort.by, at), sort)
  })
  return `select ${object(pairs)} as answer ${from} order by ${[...keys, 'r.id', 'r.space'].join(', ')}`
}

function grouped(
  model: Model,
  declaration: AnyDeclaration,
  query: Query,
  group: readonly string[],
  at: Surroundings,
  from: string
): string {
  const columns = group.map((name, i) => ({ name, key: `g${i}`, sql: columnSql(model, declaration, name, at) }))
  const measures = Object.entries(query.measures ?? {}).map(([name, how], i) => ({
    name,
    key: `m${i}`,
    sql: measure(model, declaration, how, at),
  }))
  // An answer to no group at all exists only over some rows, as on the device.
  const having = columns.length ? '' : ' having count(*) > 0'
  const keys = columns.map(({ name, sql: raw }, i) => ({
    key: `k${i}`,
    name,
    sql: text(declaration, name) ? sortKey(model, declaration, name, at) : raw,
  }))
  const inner = `select ${[...columns, ...measures, ...keys].map(({ key, sql: of }) => `${of} as ${key}`).join(', ')} ${from}${
    columns.length ? ` group by ${[...columns, ...keys].map(({ sql: of }) => of).join(', ')}` : having
  }`
  const byName = (name: string) => keys.find(key => key.name === name)?.key ?? measures.find(one => one.name === name)?.key
  const orders = [...(query.sort ?? []), ...group.map((by): Sort => ({ by }))].map(sort => {
    const key = byName(sort.by)
    if (!key) throw new Error(`a grouped answer is sorted by what it shows, not by “${sort.by}”`)
    return direction(key, sort)
  })
  const ties = columns.map(({ key }) => key)
  return `select ${object([...columns, ...measures].map(({ name, key }) => [name, `q.${key}`] as const))} as answer from (${inner}) q${
    orders.length ? ` order by ${[...orders, ...ties].join(', ')}` : ''
  }`
}

function measure(model: Model, declaration: AnyDeclaration, how: Measure, at: Surroundings): string {
  if ('count' in how) return 'count(*)'
  const [kind, name] = Object.entries(how)[0] as [string, string]
  const of = columnSql(model, declaration, name, at)
  const flag = typeOf(model, declaration, name) === 'boolean'
  if (kind === 'min') return flag ? `bool_and(${of})` : `min(${of})`
  if (kind === 'max') return flag ? `bool_or(${of})` : `max(${of})`
  const number = `(${of})::double precision`
  if (kind === 'sum') return rounded(`coalesce(sum(${number}), 0)`)
  if (kind === 'average') return rounded(`sum(${number}) / nullif(count(${of}), 0)`)
  throw new Error(`unknown measure “${kind}”`)
}

const rounded = (of: string) => `floor(${of} * 1e6::double precision + 0.5) / 1e6::double precision`
const text = (declaration: AnyDeclaration, name: string) => fieldOf(declaration, name)?.kind === 'text'
/** Texts are sorted by their folded twin. */
const sortKey = (model: Model, declaration: AnyDeclaration, name: string, at: Surroundings) =>
  text(declaration, name) ? `${at.alias}."${keyOf(name)}"` : columnSql(model, declaration, name, at)
/** Absent values come last, whatever the direction. */
const direction = (of: string, { descending }: Sort) => `${of} ${descending ? 'desc' : 'asc'} nulls last`
/** A function takes at most 100 arguments: wide rows are made of several objects. */
function object(pairs: readonly (readonly [name: string, sql: string])[]): string {
  const parts: string[] = []
  for (let i = 0; i < pairs.length; i += 40)
    parts.push(
      `jsonb_build_object(${pairs
        .slice(i, i + 40)
        .map(([name, of]) => `${literal(name)}, ${of}`)
        .join(', ')})`
    )
  return parts.length ? `(${parts.join(' || ')})` : `'{}'::jsonb`
}
