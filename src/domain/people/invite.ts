import { isId } from '#kernel/base/id.ts'
import { atLeast, command, refuse, type Role } from '#kernel/command/command.ts'
import { fieldsOf } from '../input.ts'

export type Invite = { readonly space: string; readonly role: Role }
const validity = 14 * 86_400_000

/** A link that makes whoever holds it a member. Its secret is made by the server around this fact and told to the asker only. */
export const invite = command<Invite>({
  name: 'invite',
  label: { fr: 'Inviter', en: 'Invite' },
  parse(input) {
    const { space, role } = fieldsOf(input)
    if (!isId(space)) return refuse('malformed', 'Choisissez le projet auquel inviter.', 'Choose the project to invite to.', 'space')
    if (typeof role !== 'string' || !atLeast(role, 'viewer'))
      return refuse('malformed', 'Choisissez ce que la personne pourra faire.', 'Choose what the person may do.', 'role')
    return { space, role: role as Role }
  },
  in: ({ space }) => ({ space, role: 'manager' }),
  async decide({ space, role }, _, env) {
    const body = { of: space, role, by: env.person, until: env.now + validity }
    return { facts: [{ kind: 'invitation', id: env.id, body, spaces: [space] }] }
  },
})
