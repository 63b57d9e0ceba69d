import { isGuestIn, membersOf, type Member, type Shared } from '#domain/people/members.ts'
import type { Device } from '$lib/store/device.ts'

/** Who is in which space, as far as this device knows. */
const shared = (device: Pick<Device, 'rows'>): Shared => ({
  memberships: device.rows('membership'),
  groupMemberships: device.rows('groupMembership'),
  services: device.rows('service'),
})

/** Everybody who is in a space, by themselves or through a service. */
export const membersHere = (device: Pick<Device, 'rows'>, space: string): Member[] => membersOf(space, shared(device))

/** Someone is not of the company: they see the spaces they were invited to, and nothing else of it. */
export const isGuestHere = (device: Device, person: string): boolean => isGuestIn(device.workspace.id, person, shared(device))

/** Whether I am of the company, as far as has come to this device: to a guest's, nothing of the company's own does. */
export const amInside = (device: Device): boolean => device.row('space', device.workspace.id) !== null
