import { compareText, fold } from '../base/fold.ts'
import type { Value } from '../projector/normalise.ts'
import type { Expression, Test } from '../schema/expression.ts'
import { declarationOf, fieldOf, type AnyDeclaration, type Model } from '../schema/model.ts'
import { column, compile, type AnyRow, type Evaluate, type Scope } from './evaluate.ts'

export type Measure =
  { readonly count: true } | { readonly sum: string } | { readonly average: string } | { readonly min: string } | { readonly max: string }
export type Sort = { readonly by: string; readonly descending?: boolean }

/** One question, the same on the device's rows and in Postgres: views, dashboards, reports and filters speak it. */
export type Query = {
  readonly from: string
  /** Only this space; otherwise every space that is here (on the server: that the asker may read). */
  readonly space?: string
  readonly where?: Test
  /** Hidden rows (deleted, or part of something deleted) too. */
  readonly hidden?: boolean
  /** Further values for each row, by name. */
  readonly with?: Readonly<Record<string, Expression>>
  readonly group?: readonly string[]
  readonly measures?: Readonly<Record<string, Measure>>
  readonly sort?: readonly Sort[]
  readonly limit?: number
}
export type Answer = Readonly<Record<string, unknown>>

/** Where a query finds its rows. */
export type Source = Scope & { rows(entity: string): Iterable<AnyRow> }

/**
 * Rows in the asked order, ties and the unsorted by id; texts by their folded key; absent values last, whatever the direction.
 * Grouped: one answer per distinct combination, in its ascending order unless sorted. Sums and averages are rounded to 6 decimals.
 */
export function run(model: Model, query: Query, source: Source): Answer[] {
  const declaration = declarationOf(model, query.from)
  if (!declaration) throw new Error(`unknown entity “${query.from}”`)
  const where = query.where ? compile(model, declaration, query.where) : null
  const found: AnyRow[] = []
  for (const row of source.rows(query.from)) {
    if (row.hidden && !query.hidden) continue
    if (query.space !== undefined && !stands(row, query.space)) continue
    if (!where || where(row, source) === true) found.push(row)
  }
  const answers = query.group ? grouped(model, declaration, query, found, source) : listed(model, declaration, query, found, source)
  return query.limit === undefined ? answers : answers.slice(0, query.limit)
}

function listed(model: Model, declaration: AnyDeclaration, query: Query, rows: AnyRow[], source: Source): Answer[] {
  const more = Object.entries(query.with ?? {}).map(([name, node]) => [name, compile(model, declaration, node)] as const)
  const shown: Answer[] = more.length
    ? rows.map(row => ({ ...row, ...Object.fromEntries(more.map(([name, value]) => [name, value(row, source)])) }))
    : rows
  const keys = (query.sort ?? []).map(({ by, descending }) => {
    const value: Evaluate = query.with && by in query.with ? row => (row[by] as Value) ?? null : column(model, declaration, by)
    return { key: (row: Answer) => sortKey(fieldOf(declaration, by)?.kind === 'text', value(row as AnyRow, source)), descending }
  })
  return ordered(
    shown,
    keys,
    (a, b) => compareText(a['id'] as string, b['id'] as string) || compareText(a['space'] as string, b['space'] as string)
  )
}

function grouped(model: Model, declaration: AnyDeclaration, query: Query, rows: AnyRow[], source: Source): Answer[] {
  const by = (query.group ?? []).map(name => ({ name, value: column(model, declaration, name) }))
  const groups = new Map<string, { of: Record<string, Value>; rows: AnyRow[] }>()
  for (const row of rows) {
    const of = Object.fromEntries(by.map(({ name, value }) => [name, value(row, source)]))
    const key = JSON.stringify(Object.values(of))
    const group = groups.get(key)
    if (group) group.rows.push(row)
    else groups.set(key, { of, rows: [row] })
  }
  const answers = [...groups.values()].map(group => ({
    ...group.of,
    ...Object.fromEntries(
      Object.entries(query.measures ?? {}).map(([name, how]) => [name, measure(model, declaration, how, group.rows, source)])
    ),
  }))
  const text = (name: string) => fieldOf(declaration, name)?.kind === 'text' && by.some(column => column.name === name)
  const keys = [...(query.sort ?? []), ...by.map(({ name }): Sort => ({ by: name }))].map(({ by: name, descending }) => ({
    key: (answer: Answer) => sortKey(text(name), answer[name] as Value),
    descending,
  }))
  return ordered(answers as Answer[], keys, (a, b) => {
    for (const { name } of by) {
      const order = compareValues((a[name] ?? '') as Value, (b[name] ?? '') as Value)
      if (order) return order
    }
    return 0
  })
}

/** A record stands in its space, a fact in every space it names. */
const stands = (row: AnyRow, space: string) => row.space === space || (Array.isArray(row['spaces']) && row['spaces'].includes(space))

function measure(model: Model, declaration: AnyDeclaration, how: Measure, rows: AnyRow[], source: Source): Value {
  if ('count' in how) return rows.length
  const [kind, name] = Object.entries(how)[0] as [string, string]
  const of = column(model, declaration, name)
  const values = rows.map(row => of(row, source)).filter(value => value !== null)
  if (kind === 'min' || kind === 'max') {
    const sorted = values.sort((a, b) => compareValues(a, b))
    return (kind === 'min' ? sorted[0] : sorted.at(-1)) ?? null
  }
  const sum = (values as number[]).reduce((total, value) => total + value, 0)
  if (kind === 'sum') return round(sum)
  return values.length ? round(sum / values.length) : null
}
export const round = (value: number): number => Math.round(value * 1e6) / 1e6

type Key = { key: (answer: Answer) => Value; descending: boolean | undefined }
function ordered(answers: Answer[], keys: Key[], tie: (a: Answer, b: Answer) => number): Answer[] {
  const decorated = answers.map(answer => ({ answer, values: keys.map(({ key }) => key(answer)) }))
  decorated.sort((a, b) => {
    for (let i = 0; i < keys.length; i++) {
      const [x, y] = [a.values[i] ?? null, b.values[i] ?? null]
      if (x === null || y === null) {
        if (x !== y) return x === null ? 1 : -1
        continue
      }
      const order = compareValues(x, y)
      if (order) return keys[i]?.descending ? -order : order
    }
    return tie(a.answer, b.answer)
  })
  return decorated.map(({ answer }) => answer)
}
const sortKey = (text: boolean, value: Value | undefined): Value => (text && typeof value === 'string' ? fold(value) : (value ?? null))
const compareValues = (a: Value, b: Value): number =>
  typeof a === 'string' && typeof b === 'string' ? compareText(a, b) : Number(a) - Number(b)
