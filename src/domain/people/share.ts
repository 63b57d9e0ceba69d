import { derivedId, isId } from '#kernel/base/id.ts'
import {
  atLeast,
  command,
  refuse,
  type Decision,
  type Env,
  type FactDraft,
  type Reader,
  type Refusal,
  type Role,
} from '#kernel/command/command.ts'
import { fieldsOf } from '../input.ts'
import { standingFact } from './give-roles.ts'
import { readPlace } from './place.ts'
import { employee, visitor } from './ready-roles.ts'

export type Share = { readonly space: string; readonly person: string; readonly role: Role | 'none' }
export type ShareWithService = { readonly space: string; readonly group: string; readonly role: Role | 'none' }

/** A colleague enters a space, changes role in it, or leaves it. */
export const share = command<Share>({
  name: 'share',
  label: { fr: 'Changer un accès', en: 'Change an access' },
  parse(input) {
    const { person } = fieldsOf(input)
    if (!isId(person)) return refuse('malformed', 'Choisissez une personne.', 'Choose a person.', 'person')
    const given = givenIn(input)
    return 'refused' in given ? given : { ...given, person }
  },
  in: ({ space }) => ({ space, role: 'manager' }),
  async decide({ space, person, role }, read, env): Promise<Decision | Refusal> {
    if (!(await read.row('person', person)))
      return refuse(
        'unknown',
        'Cette personne n’est pas dans l’entreprise : invitez-la d’abord.',
        'This person is not in the workspace: invite them first.',
        'person'
      )
    if (role === 'manager' && (await isGuest(read, env.workspace, person))) return guestsManageNothing
    const orphaned = role === 'manager' ? null : await lastManager(read, space, row => row['person'] === person)
    if (orphaned) return orphaned
    const body = { of: space, person, role }
    const facts: FactDraft[] = [{ kind: 'membership', id: derivedId('membership', env.id), body, spaces: [space] }]
    return { facts: space === env.workspace ? [...facts, ...(await turned(read, env, person, role === 'none'))] : facts }
  },
})

/** Everybody of a service enters a space, changes role in it, or leaves it, unless they are there by themselves. */
export const shareWithService = command<ShareWithService>({
  name: 'shareWithService',
  label: { fr: 'Changer l’accès d’un service', en: 'Change a department’s access' },
  parse(input) {
    const { group } = fieldsOf(input)
    if (!isId(group)) return refuse('malformed', 'Choisissez un service.', 'Choose a department.', 'group')
    const given = givenIn(input)
    return 'refused' in given ? given : { ...given, group }
  },
  in: ({ space }) => ({ space, role: 'manager' }),
  async decide({ space, group, role }, read, env): Promise<Decision | Refusal> {
    const service = await read.row('service', group)
    if (!service || (service['retired'] && role !== 'none'))
      return refuse(
        'unknown',
        'Ce service n’existe plus : choisissez-en un autre.',
        'This department is no longer there: choose another one.',
        'group'
      )
    const orphaned = role === 'manager' ? null : await lastManager(read, space, row => row['group'] === group)
    if (orphaned) return orphaned
    const body = { of: space, group, role }
    return { facts: [{ kind: 'groupMembership', id: derivedId('groupMembership', env.id), body, spaces: [space, env.workspace] }] }
  },
})

/** Who becomes a guest may do nothing for the company any more; who was one, what everybody may. */
async function turned(read: Reader, env: Env, person: string, guest: boolean): Promise<FactDraft[]> {
  if (guest === (await isGuest(read, env.workspace, person))) return []
  const { state } = await readPlace(read, env.workspace, person)
  return [standingFact(env, person, [guest ? visitor : employee], state)]
}

/** Whether someone sees nothing of the company but the spaces they were invited to. */
export async function isGuest(read: Reader, workspace: string, person: string): Promise<boolean> {
  const [own] = await read.rows('membership', { of: workspace, person })
  return own?.['role'] === 'none'
}
export const guestsManageNothing = refuse(
  'guest',
  'Un invité de l’extérieur ne gère pas les accès : choisissez un autre rôle.',
  'An external guest does not manage accesses: choose another role.',
  'role'
)

function givenIn(input: unknown): { readonly space: string; readonly role: Role | 'none' } | Refusal {
  const { space, role } = fieldsOf(input)
  if (!isId(space)) return refuse('malformed', 'Choisissez le projet à partager.', 'Choose the project to share.', 'space')
  if (typeof role !== 'string' || !(role === 'none' || atLeast(role, 'viewer')))
    return refuse('malformed', 'Choisissez ce que la personne pourra faire.', 'Choose what the person may do.', 'role')
  return { space, role: role as Role | 'none' }
}

type Row = Readonly<Record<string, unknown>>
/** A space is never left without someone who manages it, by themselves or through a service with somebody in it. */
async function lastManager(read: Reader, space: string, leaves: (row: Row) => boolean): Promise<Refusal | null> {
  const own = await read.rows('membership', { of: space, role: 'manager' })
  const groups = await read.rows('groupMembership', { of: space, role: 'manager' })
  const peopled = await Promise.all(groups.map(async group => ({ group, service: await read.row('service', String(group['group'])) })))
  const staffed = peopled.filter(({ service }) => {
    const { members, managers, retired } = (service ?? {}) as {
      members?: readonly string[]
      managers?: readonly string[]
      retired?: unknown
    }
    return !retired && Boolean(members?.length || managers?.length)
  })
  const managers = [...own, ...staffed.map(({ group }) => group)]
  return managers.length > 0 && managers.every(leaves)
    ? refuse(
        'lastManager',
        'Personne d’autre ne gère ce projet : confiez d’abord la gestion à quelqu’un d’autre.',
        'Nobody else manages this project: make someone else a manager first.',
        'role'
      )
    : null
}
