import { derivedId, isId } from '#kernel/base/id.ts'
import { atLeast, command, refuse, type Role } from '#kernel/command/command.ts'
import { fieldsOf } from '../input.ts'

export type Share = { readonly space: string; readonly person: string; readonly role: Role | 'none' }

/** A colleague enters a space, changes role in it, or leaves it. */
export const share = command<Share>({
  name: 'share',
  label: { fr: 'Changer un accès', en: 'Change an access' },
  parse(input) {
    const { space, person, role } = fieldsOf(input)
    if (!isId(space)) return refuse('malformed', 'Choisissez le projet à partager.', 'Choose the project to share.', 'space')
    if (!isId(person)) return refuse('malformed', 'Choisissez une personne.', 'Choose a person.', 'person')
    if (typeof role !== 'string' || !(role === 'none' || atLeast(role, 'viewer')))
      return refuse('malformed', 'Choisissez ce que la personne pourra faire.', 'Choose what the person may do.', 'role')
    return { space, person, role: role as Share['role'] }
  },
  in: ({ space }) => ({ space, role: 'manager' }),
  async decide({ space, person, role }, read, env) {
    if (!(await read.row('person', person)))
      return refuse(
        'unknown',
        'Cette personne n’est pas dans l’entreprise : invitez-la d’abord.',
        'This person is not in the workspace: invite them first.',
        'person'
      )
    const managers = await read.rows('membership', { of: space, role: 'manager' })
    if (role !== 'manager' && managers.length > 0 && managers.every(row => row['person'] === person))
      return refuse(
        'lastManager',
        'C’est la seule personne qui gère ce projet : confiez d’abord la gestion à quelqu’un d’autre.',
        'Nobody else manages this project: make someone else a manager first.',
        'role'
      )
    const body = { of: space, person, role }
    return { facts: [{ kind: 'membership', id: derivedId('membership', env.id), body, spaces: [space, env.workspace] }] }
  },
})
