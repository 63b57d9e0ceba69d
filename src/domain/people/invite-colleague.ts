import { command, refuse } from '#kernel/command/command.ts'
import { refuseRoles, rolesIn } from './give-roles.ts'
import { validity } from './invite.ts'
import { readPlace } from './place.ts'

export type InviteColleague = { readonly roles: readonly string[] }

/** A link into the company, with the roles that whoever takes it will have. */
export const inviteColleague = command<InviteColleague>({
  name: 'inviteColleague',
  label: { fr: 'Inviter dans l’entreprise', en: 'Invite to the company' },
  parse(input) {
    const wish = rolesIn(input)
    return 'refused' in wish || wish.roles.length
      ? wish
      : refuse('missing', 'Choisissez au moins un rôle.', 'Choose a role at least.', 'roles')
  },
  in: () => null,
  may: 'people:invite',
  async decide({ roles }, read, env) {
    const refused = await refuseRoles(read, await readPlace(read, env.workspace, env.person), roles)
    if (refused) return refused
    const body = { of: env.workspace, role: 'viewer', roles, by: env.person, until: env.now + validity }
    return { facts: [{ kind: 'invitation', id: env.id, body, spaces: [env.workspace] }] }
  },
})
