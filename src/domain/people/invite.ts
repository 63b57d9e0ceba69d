import { isId } from '#kernel/base/id.ts'
import { atLeast, command, refuse, type Role } from '#kernel/command/command.ts'
import { fieldsOf } from '../input.ts'
import { guestsManageNothing, isGuest } from './share.ts'

/** `guest`: from outside the company, of which they will see this space and nothing else. */
export type Invite = { readonly space: string; readonly role: Role; readonly guest: boolean }
/** How long the link of an invitation serves. */
export const validity = 14 * 86_400_000

/** A link that makes whoever holds it a member. Its secret is made by the server around this fact and told to the asker only. */
export const invite = command<Invite>({
  name: 'invite',
  label: { fr: 'Inviter', en: 'Invite' },
  parse(input) {
    const { space, role, guest = false } = fieldsOf(input)
    if (!isId(space)) return refuse('malformed', 'Choisissez le projet auquel inviter.', 'Choose the project to invite to.', 'space')
    if (typeof role !== 'string' || !atLeast(role, 'viewer'))
      return refuse('malformed', 'Choisissez ce que la personne pourra faire.', 'Choose what the person may do.', 'role')
    if (typeof guest !== 'boolean')
      return refuse('malformed', 'Dites si la personne est de l’entreprise.', 'Say whether the person is of the company.', 'guest')
    return guest && role === 'manager' ? guestsManageNothing : { space, role: role as Role, guest }
  },
  in: ({ space }) => ({ space, role: 'manager' }),
  async decide({ space, role, guest }, read, env) {
    if (guest && space === env.workspace)
      return refuse('malformed', 'Un invité entre dans un projet.', 'A guest enters a project.', 'guest')
    if (await isGuest(read, env.workspace, env.person))
      return refuse('guest', 'Un invité de l’extérieur n’invite personne.', 'An external guest invites nobody.')
    const body = { of: space, role, guest, by: env.person, until: env.now + validity }
    return { facts: [{ kind: 'invitation', id: env.id, body, spaces: [space] }] }
  },
})
