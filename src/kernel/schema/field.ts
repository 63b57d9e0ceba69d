import type { Scalar } from './expression.ts'

export type Label = { readonly fr: string; readonly en: string }
export type Kind =
  'text' | 'note' | 'rich' | 'flag' | 'number' | 'money' | 'date' | 'instant' | 'duration' | 'choice' | 'ref' | 'refs' | 'rank'
export type Choices = Readonly<Record<string, readonly [fr: string, en: string]>>

export type Options = {
  readonly optional?: boolean
  readonly default?: Scalar
  readonly searched?: boolean
  readonly personal?: boolean
  /** Longest accepted text in characters, largest accepted number, or most elements of a set. */
  readonly max?: number
  readonly min?: number
  readonly choices?: Choices
}

/** One field: what it holds and what it is called. Immutable; each method returns a new field. */
export class Field<T, Target extends string = never> {
  declare readonly value: T
  readonly kind: Kind
  readonly label: Label
  readonly options: Options
  readonly target: Target | undefined
  constructor(kind: Kind, label: Label, options: Options = {}, target?: Target) {
    this.kind = kind
    this.label = label
    this.options = options
    this.target = target
  }
  private with<V = T>(more: Options): Field<V, Target> {
    return new Field<V, Target>(this.kind, this.label, { ...this.options, ...more }, this.target)
  }
  optional(): Field<T | null, Target> {
    return this.with<T | null>({ optional: true })
  }
  default(value: T & Scalar): Field<T, Target> {
    return this.with({ default: value })
  }
  searched(): Field<T, Target> {
    return this.with({ searched: true })
  }
  /** About an outside person: cleared by an erasure. */
  personal(): Field<T, Target> {
    return this.with({ personal: true })
  }
  max(max: number): Field<T, Target> {
    return this.with({ max })
  }
  min(min: number): Field<T, Target> {
    return this.with({ min })
  }
}

const field =
  <T>(kind: Kind) =>
  (fr: string, en: string) =>
    new Field<T>(kind, { fr, en })
/** A line of text, 200 characters unless `max` says otherwise. */
export const text = field<string>('text')
/** A short formatted value that merges whole. */
export const note = field<string>('note')
/** A text document of its own; the row holds its plain text. */
export const rich = (fr: string, en: string) => new Field<string>('rich', { fr, en }, { default: '' })
export const flag = (fr: string, en: string) => new Field<boolean>('flag', { fr, en }, { default: false })
export const number = field<number>('number')
/** Minor units of the workspace's currency. */
export const money = field<number>('money')
/** A calendar day, `YYYY-MM-DD`. */
export const date = field<string>('date')
/** Milliseconds since 1970, UTC. */
export const instant = field<number>('instant')
/** Minutes. */
export const duration = field<number>('duration')
export const rank = () => new Field<string>('rank', { fr: 'Rang', en: 'Rank' }, { default: 'a0' })
export const ref = <const E extends string>(target: E, fr: string, en: string) => new Field<string, E>('ref', { fr, en }, {}, target)
/** A set of references that merges element by element; the row holds the ids in ascending order. */
export const refs = <const E extends string>(target: E, fr: string, en: string) =>
  new Field<readonly string[], E>('refs', { fr, en }, {}, target)
export const choice = <const C extends Choices>(fr: string, en: string, choices: C) =>
  new Field<keyof C & string>('choice', { fr, en }, { choices })

// Heterogeneous fields: their value types differ, and a phantom in a method position makes `unknown` too narrow.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyField = Field<any, any>
export type Fields = Readonly<Record<string, AnyField>>
export type Values<F extends Fields> = { [K in keyof F]: F[K]['value'] }
