import { derivedId, isId } from '#kernel/base/id.ts'
import { command, refuse, type Env, type FactDraft, type Reader, type Refusal } from '#kernel/command/command.ts'
import { fieldsOf } from '../input.ts'
import { meaningOf } from './permissions.ts'
import { beyond, readPlace, readRole, type KnownRole, type Place } from './place.ts'
import type { Standing } from './standing.ts'

export type GiveRoles = { readonly person: string; readonly roles: readonly string[] }
const most = 20

/** What someone is in the company, by the roles they have. Nobody gives, or takes away, more than they may do themselves. */
export const giveRoles = command<GiveRoles>({
  name: 'giveRoles',
  label: { fr: 'Donner des rôles', en: 'Give roles' },
  parse(input) {
    const { person } = fieldsOf(input)
    if (!isId(person)) return refuse('malformed', 'Choisissez une personne.', 'Choose a person.', 'person')
    const roles = rolesIn(input)
    return 'refused' in roles ? roles : { person, ...roles }
  },
  in: () => null,
  may: 'roles:give',
  async decide({ person, roles }, read, env) {
    const found = await present(read, env, person)
    if ('refused' in found) return found
    const given = roles.filter(id => !found.roles.includes(id))
    const taken = found.roles.filter(id => !roles.includes(id))
    const mine = await readPlace(read, env.workspace, env.person)
    const refused = (await refuseRoles(read, mine, given)) ?? (await refuseBeyond(read, mine, taken))
    return refused ?? { facts: [standingFact(env, person, roles, found.state)] }
  },
})

/** The ids of roles in what came over the wire, each once. */
export function rolesIn(input: unknown): { readonly roles: readonly string[] } | Refusal {
  const { roles } = fieldsOf(input)
  return Array.isArray(roles) && roles.length <= most && roles.every(isId)
    ? { roles: [...new Set(roles as string[])].sort() }
    : refuse('malformed', `Choisissez des rôles : ${most} au plus.`, `Choose roles: ${most} at most.`, 'roles')
}

/** Why someone may not give these: one does not exist any more, or allows what they may not do themselves. */
export async function refuseRoles(read: Reader, mine: Place, ids: readonly string[]): Promise<Refusal | null> {
  for (const id of ids) {
    const role = await readRole(read, id)
    if (!role || role.retired)
      return refuse('unknown', 'Ce rôle n’existe plus : choisissez-en un autre.', 'This role is no longer there: choose another.', 'roles')
  }
  return refuseBeyond(read, mine, ids)
}
async function refuseBeyond(read: Reader, mine: Place, ids: readonly string[]): Promise<Refusal | null> {
  for (const id of ids) {
    const role = await readRole(read, id)
    const refused = role && !role.retired ? tooMuch(mine, role) : null
    if (refused) return refused
  }
  return null
}
export function tooMuch(mine: Place, role: KnownRole): Refusal | null {
  const code = beyond(mine, role)
  if (!code) return null
  const { fr, en } = meaningOf(code)
  return refuse(
    'beyond',
    `Le rôle « ${role.name.fr} » permet ce que vous ne pouvez pas faire vous-même : ${lower(fr)} Demandez-le au propriétaire.`,
    `The role “${role.name.en}” allows what you may not do yourself: ${lower(en)} Ask the owner.`,
    'roles'
  )
}
const lower = (sentence: string) => sentence.charAt(0).toLowerCase() + sentence.slice(1)

/** The place of someone who is in the company, suspended or not. */
export async function present(read: Reader, env: Env, person: string): Promise<Place | Refusal> {
  const place = await readPlace(read, env.workspace, person)
  return place.state === 'removed' || !(await read.row('person', person))
    ? refuse(
        'unknown',
        'Cette personne n’est pas dans l’entreprise : invitez-la d’abord.',
        'This person is not in the company: invite them first.',
        'person'
      )
    : place
}

export const standingFact = (env: Env, person: string, roles: readonly string[], state: Standing['state']): FactDraft => ({
  kind: 'standing',
  id: derivedId('standing', env.id, person),
  body: { person, roles, state },
  spaces: [env.workspace],
})
