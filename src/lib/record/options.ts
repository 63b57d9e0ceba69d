import { fieldOf } from '#kernel/schema/model.ts'
import { compareText, fold } from '#kernel/base/fold.ts'
import { m } from '$lib/paraglide/messages.js'
import { language } from '$lib/session/Language.svelte.ts'
import type { Device } from '$lib/store/device.ts'
import type { Option } from '$lib/ui/types.ts'
import { membersHere } from './sharing.ts'
import { declared, isEntity, titleOf } from './words.ts'

/** What may be chosen for a field: its choices, the people (those of the space first), or the records it may name in that space. */
export function optionsOf(device: Device, entity: string, name: string, space: string): Option[] {
  const field = fieldOf(declared(entity), name)
  if (!field) return []
  if (field.options.choices)
    return Object.entries(field.options.choices).map(([id, [fr, en]]) => ({ id, label: language.current === 'fr' ? fr : en }))
  const { target } = field
  if (target === 'person') return peopleOptions(device, space)
  if (typeof target !== 'string' || !isEntity(target)) return []
  const home = declared(target).rest.home
  const rows = device.rows(target, home ? space : undefined) as readonly { id: string; rank?: string }[]
  const ranked = rows.some(row => typeof row.rank === 'string')
  const sorted = [...rows].sort(
    (a, b) =>
      (ranked ? compareText(a.rank ?? '', b.rank ?? '') : compareText(fold(titleOf(a)), fold(titleOf(b)))) || compareText(a.id, b.id)
  )
  return sorted.map(row => ({ id: row.id, label: titleOf(row) }))
}

/** Everybody, those who are in the space first. */
export function peopleOptions(device: Device, space: string): Option[] {
  const inside = new Set(membersHere(device, space).map(({ person }) => person))
  const sorted = device
    .rows('person')
    .filter(({ erased }) => !erased)
    .sort(
      (a, b) => Number(inside.has(b.id)) - Number(inside.has(a.id)) || compareText(fold(a.name), fold(b.name)) || compareText(a.id, b.id)
    )
  const mixed = sorted.some(({ id }) => inside.has(id)) && sorted.some(({ id }) => !inside.has(id))
  return sorted.map(({ id, name }) => ({
    id,
    label: name,
    person: { id, name },
    ...(mixed && { group: inside.has(id) ? m.record_people_inside() : m.record_people_outside() }),
  }))
}
