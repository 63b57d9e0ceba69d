import { isDay } from '../base/day.ts'
import { isId } from '../base/id.ts'
import { limits } from '../space/limits.ts'
import { elements } from '../space/elements.ts'
import type { RawValues } from '../space/record.ts'
import type { AnyField } from '../schema/field.ts'
import type { AnyDeclaration } from '../schema/model.ts'
import type { Problem } from './problem.ts'

export type Value = string | number | boolean | null | readonly string[]

const rankKey = /^[A-Za-z][0-9A-Za-z]*$/

/** The declared fields as typed values, with a problem for each that the document holds wrongly. Never throws. */
export function normalise(
  declaration: AnyDeclaration,
  raw: RawValues,
  text: RawValues = {}
): { values: Record<string, Value>; problems: Problem[] } {
  const { fields, blank } = shapeOf(declaration)
  const values: Record<string, Value> = { ...blank }
  const problems: Problem[] = []
  for (const [name, field] of fields) {
    const found = field.kind === 'refs' ? setIn(declaration, raw, name) : field.kind === 'rich' ? text[name] : raw[name]
    const { value, code } = accept(field, found ?? null)
    values[name] = value
    if (code) problems.push({ code, field: name, ...(code === 'missing' ? {} : { raw: brief(found) }) })
  }
  return { values, problems }
}

/** People write a set element by element, so that it merges; a fact says it whole, as a list. */
const setIn = ({ by }: AnyDeclaration, raw: RawValues, name: string): unknown => (by === 'server' ? raw[name] : elements(raw, name))

type Shape = { readonly fields: readonly (readonly [name: string, field: AnyField])[]; readonly blank: Readonly<Record<string, Value>> }
const shapes = new WeakMap<AnyDeclaration, Shape>()
/** Objects copied from one that has all their names are several times smaller and faster than those that get them one by one. */
function shapeOf(declaration: AnyDeclaration): Shape {
  const known = shapes.get(declaration)
  if (known) return known
  const fields = Object.entries(declaration.fields as Record<string, AnyField>)
  const made = { fields, blank: Object.fromEntries(fields.map(([name]) => [name, null])) }
  shapes.set(declaration, made)
  return made
}

type Verdict = { value: Value; code?: 'missing' | 'kind' | 'long' | 'range' }

/** A value as the field takes it, or the nearest it can show with what is wrong. */
export function accept(field: AnyField, found: unknown): Verdict {
  const blank: Value = field.kind === 'refs' ? [] : ((field.options.default ?? null) as Value)
  if (found === null || found === '') {
    if (field.options.optional || blank !== null || field.kind === 'refs')
      return { value: found === '' && field.kind === 'note' ? '' : blank }
    return { value: null, code: 'missing' }
  }
  const verdict = kinds[field.kind](found, field)
  return verdict.code === 'kind' ? { value: blank, code: 'kind' } : verdict
}

const kinds: Record<AnyField['kind'], (found: unknown, field: AnyField) => Verdict> = {
  text: (found, field) => words(found, field.options.max ?? limits.text),
  note: (found, field) => words(found, field.options.max ?? limits.note),
  rich: found => (typeof found === 'string' ? { value: keepable(found) } : wrong),
  flag: found => (typeof found === 'boolean' ? { value: found } : wrong),
  number: (found, field) => (typeof found === 'number' && Number.isFinite(found) ? within(found, field) : wrong),
  money: whole,
  instant: whole,
  duration: whole,
  date: found => (isDay(found) ? { value: found } : wrong),
  choice: (found, field) => (typeof found === 'string' && Object.hasOwn(field.options.choices ?? {}, found) ? { value: found } : wrong),
  ref: found => (isId(found) ? { value: found } : wrong),
  refs: (found, field) => (Array.isArray(found) && found.every(isId) ? set(found as string[], field) : wrong),
  rank: found => (typeof found === 'string' && found.length <= 120 && rankKey.test(found) ? { value: found } : wrong),
}
const wrong: Verdict = { value: null, code: 'kind' }
function words(found: unknown, max: number): Verdict {
  if (typeof found !== 'string') return wrong
  const value = keepable(found)
  return value.length > max ? { value: value.slice(0, max).toWellFormed(), code: 'long' } : { value }
}
/** Postgres holds no NUL, and half a surrogate pair is no UTF-8. */
const keepable = (text: string) => text.replaceAll('\0', '').toWellFormed()
function whole(found: unknown, field: AnyField): Verdict {
  return Number.isSafeInteger(found) ? within(found as number, field) : wrong
}
function within(value: number, { options: { min = -limits.number, max = limits.number } }: AnyField): Verdict {
  return value < min || value > max ? { value: Math.min(max, Math.max(min, value)), code: 'range' } : { value: value === 0 ? 0 : value }
}
const set = (found: string[], { options: { max = limits.refs } }: AnyField): Verdict => {
  const value = [...new Set(found)].sort()
  return value.length > max ? { value: value.slice(0, max), code: 'long' } : { value }
}
const brief = (found: unknown) =>
  String(typeof found === 'object' ? typeof found : found)
    .replaceAll('\0', '')
    .slice(0, 60)
    .toWellFormed()
