import { derivedId } from '#kernel/base/id.ts'
import { command, refuse } from '#kernel/command/command.ts'
import { fieldsOf } from '../input.ts'
import { rolesIn } from './give-roles.ts'
import { protection, type Protection } from './protection.ts'

export type RequireSecondFactor = { readonly whom: Protection['whom']; readonly roles: readonly string[]; readonly days: number }
/** How long those who have none are given. */
export const delays = [0, 7, 14, 30] as const
const day = 86_400_000

/** Asks two-step verification of everybody, of some roles, or of nobody, after so many days. */
export const requireSecondFactor = command<RequireSecondFactor>({
  name: 'requireSecondFactor',
  label: { fr: 'Demander la validation en deux étapes', en: 'Ask for two-step verification' },
  parse(input) {
    const { whom, days } = fieldsOf(input)
    if (typeof whom !== 'string' || !Object.hasOwn(protection.fields.whom.options.choices ?? {}, whom))
      return refuse('malformed', 'Choisissez à qui la demander.', 'Choose whom to ask it of.', 'whom')
    if (!delays.includes(days as (typeof delays)[number])) return refuse('malformed', 'Choisissez un délai.', 'Choose a delay.', 'days')
    const wish = rolesIn(input)
    if ('refused' in wish) return wish
    if (whom === 'roles' && !wish.roles.length) return refuse('missing', 'Choisissez au moins un rôle.', 'Choose a role at least.', 'roles')
    return { whom: whom as Protection['whom'], roles: whom === 'roles' ? wish.roles : [], days: days as number }
  },
  in: () => null,
  may: 'people:protect',
  decide: async ({ whom, roles, days }, _, env) => ({
    facts: [
      {
        kind: 'protection',
        id: derivedId('protection', env.id),
        body: { of: env.workspace, whom, roles, from: env.now + days * day },
        spaces: [env.workspace],
      },
    ],
  }),
})
