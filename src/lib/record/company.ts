import { compareText, fold } from '#kernel/base/fold.ts'
import type { Code } from '#domain/people/codes.ts'
import { ownerOf, placeOf, roleOf, type KnownRole, type Place } from '#domain/people/place.ts'
import { readyRoles } from '#domain/people/ready-roles.ts'
import type { Device } from '$lib/store/device.ts'
import { words } from './words.ts'

/** Whose company it is; null where nothing of the company has come to this device, as for a guest. */
export const ownerHere = (device: Device): string | null =>
  ownerOf(device.row('space', device.workspace.id), device.row('ownership', device.workspace.id))

/** What someone is in the company and may do there, as far as this device knows: what the server checks again. */
export const placeHere = (device: Device, person: string): Place =>
  placeOf(ownerHere(device) === person, device.row('standing', person), id => roleHere(device, id))

/** Whether I may; a screen does not offer what would be refused. */
export const mayHere = (device: Device, code: Code): boolean =>
  ownerHere(device) !== null && placeHere(device, device.person.id).may.has(code)

export const roleHere = (device: Device, id: string): KnownRole | null => roleOf(id, device.row('role', id))

/** Every role that can be given, by name. */
export function rolesHere(device: Device): KnownRole[] {
  const ids = new Set([...readyRoles.map(({ id }) => id), ...device.rows('role').map(({ id }) => id)])
  return [...ids]
    .flatMap(id => roleHere(device, id) ?? [])
    .filter(({ retired }) => !retired)
    .sort((a, b) => compareText(fold(words(a.name)), fold(words(b.name))))
}
