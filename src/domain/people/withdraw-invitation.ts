import { derivedId, isId } from '#kernel/base/id.ts'
import { command, refuse } from '#kernel/command/command.ts'
import { fieldsOf } from '../input.ts'

type WithdrawInvitation = { readonly space: string; readonly invitation: string }

/** A link that was given away opens nothing any more. */
export const withdrawInvitation = command<WithdrawInvitation>({
  name: 'withdrawInvitation',
  label: { fr: 'Retirer une invitation', en: 'Withdraw an invitation' },
  parse(input) {
    const { space, invitation } = fieldsOf(input)
    return isId(space) && isId(invitation)
      ? { space, invitation }
      : refuse('malformed', 'Choisissez l’invitation à retirer.', 'Choose the invitation to withdraw.', 'invitation')
  },
  in: ({ space }) => ({ space, role: 'manager' }),
  async decide({ space, invitation }, read, env) {
    const found = await read.row('invitation', invitation)
    const ended = (await read.row('invitationEnd', invitation)) as { readonly how: string } | null
    if (found?.['of'] !== space || ended?.how === 'used')
      return refuse('unknown', 'Cette invitation n’attend plus personne.', 'This invitation waits for nobody any more.', 'invitation')
    return { facts: [invitationEnded(invitation, 'withdrawn', env.person, space, derivedId('invitationEnd', env.id))] }
  },
})

/** Who has put an end to an invitation: by entering through it, or by taking it back. */
export const invitationEnded = (invitation: string, how: 'used' | 'withdrawn', by: string, space: string, id: string) => ({
  kind: 'invitationEnd',
  id,
  body: { invitation, how, by },
  spaces: [space],
})
