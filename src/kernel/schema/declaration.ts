import { columns, type Columns, type Expression, nodes, type Test, today, type Today } from './expression.ts'
import type { Fields, Label, Values } from './field.ts'
import type { Problem } from '../projector/problem.ts'

type Flat<T> = { [K in keyof T]: T[K] } & {}
export type SpaceKind = 'workspace' | 'project' | 'portfolio' | 'campaign' | 'schedule' | 'team' | 'person'
export type Trait = 'commentable' | 'watchable' | 'attachable' | 'taggable'

/** Folded from visible records of the same space that point here by `by`; without `sum`, `min` or `max` they are counted. */
export type Rollup<E extends string = string> = {
  readonly of: E
  readonly by: string
  readonly sum?: string
  readonly min?: string
  readonly max?: string
  readonly where?: Test
}
export type Rule = { readonly name: string; readonly label: Label; readonly holds: Test }
export type Derived = { readonly label: Label } & ({ readonly from: Expression } | { readonly rollup: Rollup })

export type Rest = {
  readonly home: SpaceKind | undefined
  readonly partOf: readonly string[]
  /** In the order of declaration: each may use those before it. */
  readonly derived: Readonly<Record<string, Derived>>
  readonly rules: readonly Rule[]
  readonly unique: readonly (readonly string[])[]
  readonly indexes: readonly (readonly string[])[]
  readonly acyclic: readonly (readonly [from: string, to: string])[]
  readonly latestBy: readonly string[] | undefined
  readonly traits: readonly Trait[]
  readonly seals: Readonly<Record<string, readonly string[]>>
}
const nothing: Rest = {
  home: undefined,
  partOf: [],
  derived: {},
  rules: [],
  unique: [],
  indexes: [],
  acyclic: [],
  latestBy: undefined,
  traits: [],
  seals: {},
}

/** What every row carries besides its own fields. */
export type Standard = { id: string; space: string; deleted: number | null; hidden: boolean; problem: readonly Problem[] | null }

/** One thing the business knows about. What needs to know the columns is chained after them, so that they type it. */
export class Declaration<N extends string = string, F extends Fields = Fields, C = {}, R extends string = never> {
  declare readonly row: Flat<Standard & Values<F> & C>
  declare readonly sources: R
  readonly by: 'people' | 'server'
  readonly name: N
  readonly label: Label
  readonly fields: F
  readonly rest: Rest
  constructor(by: 'people' | 'server', name: N, label: Label, fields: F, rest: Rest = nothing) {
    this.by = by
    this.name = name
    this.label = label
    this.fields = fields
    this.rest = rest
  }
  private with<D = C, Q extends string = R>(more: Partial<Rest>) {
    return new Declaration<N, F, D, Q>(this.by, this.name, this.label, this.fields, { ...this.rest, ...more })
  }
  private get columns() {
    return columns<Values<F> & C>()
  }
  /** The kind of space whose plan document holds it. */
  home(home: SpaceKind) {
    return this.with({ home })
  }
  /** It moves, is deleted and is restored with the records these references name. */
  partOf(...references: (keyof F & string)[]) {
    return this.with({ partOf: references })
  }
  computed<const K extends string, V>(name: K, fr: string, en: string, from: (row: Columns<Values<F> & C>, today: Today) => Expression<V>) {
    return this.with<C & Record<K, V>>({
      derived: { ...this.rest.derived, [name]: { label: { fr, en }, from: from(this.columns, today) } },
    })
  }
  /** A count or a sum is 0 without records, a `min` or a `max` is null. */
  rollup<const K extends string, const E extends string, const H extends Rollup<E>>(name: K, fr: string, en: string, how: H & { of: E }) {
    type V = H extends { min: string } | { max: string } ? string | number | null : number
    return this.with<C & Record<K, V>, R | E>({ derived: { ...this.rest.derived, [name]: { label: { fr, en }, rollup: how } } })
  }
  /** A row that breaks it is shown with its problem, beside the fields the rule speaks of. */
  rule(name: string, fr: string, en: string, holds: (row: Columns<Values<F> & C>) => Test) {
    return this.with({ rules: [...this.rest.rules, { name, label: { fr, en }, holds: holds(this.columns) }] })
  }
  unique(...names: (keyof F & string)[]) {
    return this.with({ unique: [...this.rest.unique, names] })
  }
  index(...names: (keyof F & string)[]) {
    return this.with({ indexes: [...this.rest.indexes, names] })
  }
  /** Records as edges `from -> to` (or `id -> to`): those that close a circle have a problem, and their link does not count. */
  acyclic(from: (keyof F & string) | 'id', to: keyof F & string) {
    return this.with({ acyclic: [...this.rest.acyclic, [from, to]] })
  }
  /**
   * A standing fact: the row table shows the last one said for these fields. Its row's id is the value of that field,
   * or an id derived from the values when there are several (`standingId`).
   */
  latestBy(...names: (keyof F & string)[]) {
    return this.with({ latestBy: names })
  }
  is(...traits: Trait[]) {
    return this.with({ traits: [...this.rest.traits, ...traits] })
  }
  /** From this fact on, the row named by the reference shows these fields as they were attested. */
  seals(reference: keyof F & string, ...names: string[]) {
    return this.with({ seals: { ...this.rest.seals, [reference]: names } })
  }
}

/** Written by people, offline, merged field by field. */
export const entity = <const N extends string, F extends Fields>(name: N, fr: string, en: string, fields: F) =>
  new Declaration('people', name, { fr, en }, fields)
/** Written once by the server: a noun with its who and when. */
export const fact = <const N extends string, F extends Fields>(name: N, fr: string, en: string, fields: F) =>
  new Declaration('server', name, { fr, en }, fields)

export type Row<D extends { row: unknown }> = D['row']

/** Whether the value moves with the day: it is then never stored, both stores compute it when asked. */
export const live = (derived: Derived): boolean => 'from' in derived && [...nodes(derived.from)].some(node => node.op === 'today')
/** Whether an expression reads its own row only: no other record, and not the day. */
export const standsAlone = ({ rest: { derived } }: { rest: Rest }, root: Expression): boolean =>
  [...nodes(root)].every(node => {
    if (node.op === 'via' || node.op === 'exists' || node.op === 'today') return false
    const how = node.op === 'field' && Object.hasOwn(derived, node.name) ? derived[node.name] : undefined
    return !how || !live(how)
  })
