import type { AnyRow } from '#kernel/query/evaluate.ts'
import { fieldOf, type AnyDeclaration } from '#kernel/schema/model.ts'
import type { AnyField } from '#kernel/schema/field.ts'
import { m } from '$lib/paraglide/messages.js'
import { formatCount, formatDate, formatDuration, formatInstantLong, formatMoney, formatPercent } from '$lib/session/format.ts'
import { language } from '$lib/session/Language.svelte.ts'
import type { Device } from '$lib/store/device.ts'
import { captionOf, choiceLabel, declared, personName, titleOf, isEntity } from './words.ts'

/** A field as its key in a document names it: `due`, or `assignees/<id>` for one element of a set. */
export function keyed(key: string): { field: string; element: string | null } {
  const at = key.indexOf('/')
  return at < 0 ? { field: key, element: null } : { field: key.slice(0, at), element: key.slice(at + 1) }
}

/** A value in words, by the kind of its field: what history, conflicts and the sync centre show. Nothing is « — ». */
export function shownValue(device: Device, entity: string, key: string, value: unknown): string {
  const { field: name, element } = keyed(key)
  if (name === 'deleted') return value === null || value === undefined ? m.record_not_deleted() : m.record_deleted_word()
  const declaration = isEntity(entity) ? declared(entity) : null
  const field = declaration && fieldOf(declaration, name)
  if (!field) return derivedValue(declaration, name, value) ?? plain(value)
  if (element !== null) return captionOf(device, field.target ?? '', element)
  if (value === null || value === undefined || value === '') return '—'
  return kinds[field.kind]?.(value, field, { device, entity, name }) ?? plain(value)
}

type Where = { device: Device; entity: string; name: string }
type Show = (value: unknown, field: AnyField, where: Where) => string | undefined
const numeric =
  (show: (value: number, where: Where) => string): Show =>
  (value, _, where) => {
    const number = typeof value === 'number' ? value : Number(value)
    return Number.isFinite(number) ? show(number, where) : undefined
  }
const kinds: Partial<Record<AnyField['kind'], Show>> = {
  flag: value => (value === true || value === 'true' ? m.record_yes() : m.record_no()),
  number: numeric((value, { name }) =>
    name === 'percent' ? formatPercent(value / 100, language.current) : formatCount(value, language.current)
  ),
  money: numeric((value, { device }) =>
    Number.isSafeInteger(value) ? formatMoney(value, device.workspace.currency, language.current) : String(value)
  ),
  duration: numeric(value => formatDuration(value, language.current)),
  instant: numeric((value, { device }) => formatInstantLong(new Date(value), language.current, device.workspace.timeZone)),
  date: (value, _, { device }) =>
    /^\d{4}-\d{2}-\d{2}$/.test(String(value)) ? formatDate(String(value), language.current, { today: device.today }) : undefined,
  choice: (value, _, { entity, name }) => choiceLabel(entity, name, value),
  ref: (value, field, { device }) => captionOf(device, field.target ?? '', String(value)),
  refs: (value, field, { device }) =>
    Array.isArray(value) ? value.map(id => captionOf(device, field.target ?? '', String(id))).join(', ') || '—' : undefined,
}
const plain = (value: unknown): string =>
  value === null || value === undefined || value === '' ? '—' : typeof value === 'object' ? JSON.stringify(value) : String(value)
const derivedValue = (declaration: AnyDeclaration | null, name: string, value: unknown): string | undefined =>
  declaration && name === 'progress' && typeof value === 'number' ? formatPercent(value / 100, language.current) : undefined

/** What a field takes, from a value that a conflict spelled as text. */
export function unspelled(entity: string, key: string, spelled: string | null): unknown {
  const { field: name, element } = keyed(key)
  const kind = isEntity(entity) ? fieldOf(declared(entity), name)?.kind : undefined
  if (spelled === null) return null
  if (name === 'deleted' || element !== null || kind === 'flag') return name === 'deleted' ? Number(spelled) : spelled === 'true'
  return kind === 'number' || kind === 'money' || kind === 'duration' || kind === 'instant' ? Number(spelled) : spelled
}

/** The patch that makes this key hold this value again, in the record as it stands now. */
export function patchFor(row: AnyRow, key: string, value: unknown): Record<string, unknown> {
  const { field, element } = keyed(key)
  if (element === null) return { [field]: value }
  const now = Array.isArray(row[field]) ? (row[field] as readonly string[]) : []
  return { [field]: value === true ? [...new Set([...now, element])] : now.filter(id => id !== element) }
}
export const nameOf = (device: Device, person: string | null): string => {
  if (!person) return m.record_someone()
  if (person === device.person.id) return m.record_you()
  const row = device.row('person', person)
  return row ? titleOf(row) : m.record_someone()
}
/** The name on a person's card, oneself included: what an avatar draws. */
export const cardName = (device: Device, person: string | null): string =>
  person === device.person.id ? device.person.name : ((person && personName(device, person)) ?? '?')
