import { business } from '#domain/model.ts'
import { erasedName } from '#domain/people/person.ts'
import type { AnyRow } from '#kernel/query/evaluate.ts'
import type { Label } from '#kernel/schema/field.ts'
import { declarationOf, fieldOf, type AnyDeclaration } from '#kernel/schema/model.ts'
import type { Device, Entity } from '$lib/store/device.ts'
import { m } from '$lib/paraglide/messages.js'
import { language } from '$lib/session/Language.svelte.ts'

/** A label in the language on screen. */
export const words = (label: Label): string => label[language.current]

export function declared(entity: string): AnyDeclaration {
  const declaration = declarationOf(business, entity)
  if (!declaration) throw new Error(`unknown entity “${entity}”`)
  return declaration
}
export const isEntity = (entity: string): entity is Entity => declarationOf(business, entity) !== undefined

/** What a kind of record, or one of its fields or derived values, is called. What is not known any more keeps its own name. */
export function labelOf(entity: string, field?: string): string {
  const declaration = declarationOf(business, entity)
  if (!declaration) return field ?? entity
  if (field === undefined) return words(declaration.label)
  if (field === 'deleted') return m.record_deletion()
  const known =
    fieldOf(declaration, field) ?? (Object.hasOwn(declaration.rest.derived, field) ? declaration.rest.derived[field] : undefined)
  return known ? words(known.label) : field
}
/** The word of a choice; a value that is none of the choices is shown as it is. */
export function choiceLabel(entity: string, field: string, value: unknown): string {
  const choices = fieldOf(declared(entity), field)?.options.choices ?? {}
  const pair = typeof value === 'string' && Object.hasOwn(choices, value) ? choices[value] : undefined
  return pair ? pair[language.current === 'fr' ? 0 : 1] : String(value ?? '')
}
/** What a record is called on screen. Not here: deleted, not arrived, or not for this person to see. */
export function captionOf(device: Device, entity: string, id: string): string {
  const row = isEntity(entity) ? (device.row(entity, id) as AnyRow | null) : null
  if (!row) return m.record_not_here()
  return titleOf(row)
}
/** The title or the name of a row; an empty one has words too. */
export function titleOf(row: Readonly<Record<string, unknown>>): string {
  if (row['erased'] === true) return words(erasedName)
  const title = row['title'] ?? row['name']
  return typeof title === 'string' && title.trim() ? title : m.record_untitled()
}
/** What somebody is called; nothing when their card is not on this device. */
export function personName(device: Device, id: string): string | undefined {
  const card = device.row('person', id)
  return card ? titleOf(card) : undefined
}
