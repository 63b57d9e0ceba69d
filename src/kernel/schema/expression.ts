/** The query algebra as plain data: the same tree becomes a filter in memory, SQL in Postgres and a CHECK constraint. */
export type Scalar = string | number | boolean | null

/** What `today` stands for: the day in the workspace's time zone, given when the query runs. */
export type Today = { readonly op: 'today' }

/** An expression over one row. `yields` exists only for the types; comparisons never yield null (see `query/evaluate.ts`). */
export type Expression<V = unknown> = { readonly yields?: V } & Node
export type Test = Expression<boolean>

export type Node =
  | { readonly op: 'field'; readonly name: string }
  | { readonly op: 'value'; readonly value: Scalar }
  | Today
  | { readonly op: Comparison; readonly left: Node; readonly right: Node }
  | { readonly op: 'in'; readonly left: Node; readonly values: readonly Scalar[] }
  | { readonly op: 'empty'; readonly of: Node }
  /** The folded text of `of` (case and accents removed) contains `part`. */
  | { readonly op: 'contains'; readonly of: Node; readonly part: string }
  /** The set held by a `refs` field contains the id. */
  | { readonly op: 'has'; readonly name: string; readonly id: string }
  | { readonly op: 'all' | 'any'; readonly of: readonly Node[] }
  | { readonly op: 'not'; readonly of: Node }
  /** Some visible record of `entity` points here by its reference `by` and passes `where`. */
  | { readonly op: 'exists'; readonly entity: string; readonly by: string; readonly where: Node }
  /** The value of `name` on the record that the reference `by` points to. */
  | { readonly op: 'via'; readonly by: string; readonly name: string }
  | { readonly op: Arithmetic; readonly left: Node; readonly right: Node }
  | { readonly op: 'either'; readonly of: readonly Node[] }
  | { readonly op: 'when'; readonly test: Node; readonly then: Node; readonly otherwise: Node }

export type Comparison = 'is' | 'less' | 'notMore'
export type Arithmetic = 'plus' | 'minus' | 'times' | 'over'

type Operand<T> = Column<T> | Expression<T> | Today | NonNullable<T>

/** A field or a derived value of the row at hand, with the words a declaration or a query may say of it. */
export class Column<T> {
  declare readonly value: T
  readonly op = 'field'
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
  is(value: T | Column<T>): Test {
    return { op: 'is', left: this.node, right: node(value) }
  }
  isNot(value: T | Column<T>): Test {
    return not(this.is(value))
  }
  in(...values: (T & Scalar)[]): Test {
    return { op: 'in', left: this.node, values }
  }
  empty(): Test {
    return { op: 'empty', of: this.node }
  }
  present(): Test {
    return not(this.empty())
  }
  before(other: Operand<T>): Test {
    return { op: 'less', left: this.node, right: node(other) }
  }
  notAfter(other: Operand<T>): Test {
    return { op: 'notMore', left: this.node, right: node(other) }
  }
  after(other: Operand<T>): Test {
    return { op: 'less', left: node(other), right: this.node }
  }
  contains(part: string): Test {
    return { op: 'contains', of: this.node, part }
  }
  has(id: string): Test {
    return { op: 'has', name: this.name, id }
  }
  plus(other: Operand<number>): Expression<number> {
    return { op: 'plus', left: this.node, right: node(other) }
  }
  minus(other: Operand<number>): Expression<number> {
    return { op: 'minus', left: this.node, right: node(other) }
  }
  times(other: Operand<number>): Expression<number> {
    return { op: 'times', left: this.node, right: node(other) }
  }
  /** Null where the divisor is zero or absent. */
  over(other: Operand<number>): Expression<number | null> {
    return { op: 'over', left: this.node, right: node(other) }
  }
  private get node(): Node {
    return { op: 'field', name: this.name }
  }
}

export type Columns<Row> = { readonly [K in keyof Row]-?: Column<Row[K]> }
/** Columns by whatever name is asked: the declaration's types say which names exist, `model()` checks what types cannot. */
export const columns = <Row>(): Columns<Row> =>
  new Proxy({}, { get: (_, name) => (typeof name === 'string' ? new Column(name) : undefined) }) as Columns<Row>

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'op' in value
const node = (value: unknown): Node =>
  value instanceof Column ? { op: 'field', name: value.name } : isNode(value) ? value : { op: 'value', value: value as Scalar }

export const today: Today = { op: 'today' }
export const all = (...of: Test[]): Test => ({ op: 'all', of })
export const any = (...of: Test[]): Test => ({ op: 'any', of })
export const not = (of: Test): Test => ({ op: 'not', of })
/** The first of the values that is not null. */
export const either = <V>(...of: (Column<V> | Expression<V> | NonNullable<V>)[]): Expression<NonNullable<V>> => ({
  op: 'either',
  of: of.map(node),
})
export const when = <V>(test: Test, then: Column<V> | Expression<V> | V, otherwise: Column<V> | Expression<V> | V): Expression<V> => ({
  op: 'when',
  test,
  then: node(then),
  otherwise: node(otherwise),
})
export const via = <V = unknown>(by: string, name: string): Expression<V> => ({ op: 'via', by, name })
export const exists = (entity: string, by: string, where: Test = all()): Test => ({ op: 'exists', entity, by, where })
const arithmetic = (
  op: Arithmetic,
  left: Column<number> | Expression<number | null> | number,
  right: Column<number> | Expression<number | null> | number
) => ({ op, left: node(left), right: node(right) }) as Expression<number>
export const times = (
  left: Column<number> | Expression<number | null> | number,
  right: Column<number> | Expression<number | null> | number
) => arithmetic('times', left, right)
export const over = (
  left: Column<number> | Expression<number | null> | number,
  right: Column<number> | Expression<number | null> | number
) => arithmetic('over', left, right) as Expression<number | null>

/** Every node of the tree, the root first. */
export function* nodes(root: Node): Generator<Node> {
  yield root
  for (const child of children(root)) yield* nodes(child)
}
function children(at: Node): readonly Node[] {
  switch (at.op) {
    case 'is':
    case 'less':
    case 'notMore':
    case 'plus':
    case 'minus':
    case 'times':
    case 'over':
      return [at.left, at.right]
    case 'in':
      return [at.left]
    case 'empty':
    case 'contains':
    case 'not':
      return [at.of]
    case 'all':
    case 'any':
    case 'either':
      return at.of
    case 'when':
      return [at.test, at.then, at.otherwise]
    default:
      return []
  }
}
