import { highest, type Role } from '#kernel/command/command.ts'
import type { GroupMembership, Membership } from './membership.ts'
import type { Service } from './service.ts'

/** Who is in which space, as the rows say it. */
export type Shared = {
  readonly memberships: readonly Pick<Membership, 'of' | 'person' | 'role'>[]
  readonly groupMemberships: readonly Pick<GroupMembership, 'of' | 'group' | 'role'>[]
  readonly services: readonly (Pick<Service, 'name' | 'managers' | 'members' | 'retired'> & { readonly id: string })[]
}
/** Someone in a space: the most they may do there, what they have by themselves, and the services that bring them. */
export type Member = { readonly person: string; readonly role: Role; readonly own: Role | null; readonly through: readonly string[] }

const isIn = ({ retired, members, managers }: Shared['services'][number], person: string): boolean =>
  !retired && (members.includes(person) || managers.includes(person))

/** Everybody who is in a space, by themselves or through a service. */
export function membersOf(space: string, { memberships, groupMemberships, services }: Shared): Member[] {
  const own = new Map<string, Role>()
  for (const { of, person, role } of memberships) if (of === space && role !== 'none') own.set(person, role)
  const through = new Map<string, { group: string; role: Role }[]>()
  for (const { of, group, role } of groupMemberships) {
    if (of !== space || role === 'none') continue
    const service = services.find(({ id, retired }) => id === group && !retired)
    for (const person of new Set([...(service?.members ?? []), ...(service?.managers ?? [])]))
      through.set(person, [...(through.get(person) ?? []), { group, role }])
  }
  return [...new Set([...own.keys(), ...through.keys()])].map(person => {
    const [mine, ways] = [own.get(person) ?? null, through.get(person) ?? []]
    const role = highest([mine, ...ways.map(way => way.role)]) as Role
    return { person, role, own: mine, through: ways.map(({ group }) => group) }
  })
}

/** What someone may do in a space; null when it is not shared with them. */
export function roleIn(space: string, person: string, { memberships, groupMemberships, services }: Shared): Role | null {
  const own = memberships.find(row => row.of === space && row.person === person)
  const through = groupMemberships.filter(
    ({ of, group }) => of === space && services.some(service => service.id === group && isIn(service, person))
  )
  return highest([own?.role, ...through.map(({ role }) => role)])
}

/** From outside the company: they see the spaces they were invited to, and nothing else of it. */
export const isGuestIn = (workspace: string, person: string, { memberships }: Pick<Shared, 'memberships'>): boolean =>
  memberships.some(row => row.of === workspace && row.person === person && row.role === 'none')
