import { isId } from '#kernel/base/id.ts'
import { command, refuse, type Env, type Reader, type Refusal } from '#kernel/command/command.ts'
import { fieldsOf } from '../input.ts'
import { present, standingFact } from './give-roles.ts'
import type { Place } from './place.ts'

export type About = { readonly person: string }

export const parsePerson = (input: unknown): About | Refusal => {
  const { person } = fieldsOf(input)
  return isId(person) ? { person } : refuse('malformed', 'Choisissez une personne.', 'Choose a person.', 'person')
}

/** Their access ends at once, everywhere, and may be given back: nothing of theirs changes meanwhile. */
export const suspendPerson = command<About>({
  name: 'suspendPerson',
  label: { fr: 'Suspendre un accès', en: 'Suspend an access' },
  parse: parsePerson,
  in: () => null,
  may: 'people:suspend',
  async decide({ person }, read, env) {
    const found = await another(read, env, person)
    if ('refused' in found) return found
    if (found.state === 'suspended') return refuse('already', 'Cet accès est déjà suspendu.', 'This access is suspended already.', 'person')
    return { facts: [standingFact(env, person, found.roles, 'suspended')] }
  },
})

export const reinstatePerson = command<About>({
  name: 'reinstatePerson',
  label: { fr: 'Rétablir un accès', en: 'Give an access back' },
  parse: parsePerson,
  in: () => null,
  may: 'people:suspend',
  async decide({ person }, read, env) {
    const found = await another(read, env, person)
    if ('refused' in found) return found
    if (found.state !== 'suspended') return refuse('already', 'Cet accès n’est pas suspendu.', 'This access is not suspended.', 'person')
    return { facts: [standingFact(env, person, found.roles, 'active')] }
  },
})

/** Someone else than oneself and the owner, in the company. */
export async function another(read: Reader, env: Env, person: string): Promise<Place | Refusal> {
  if (person === env.person)
    return refuse(
      'oneself',
      'Vous ne pouvez pas le faire pour vous-même : demandez-le à un collègue.',
      'You cannot do this to yourself: ask a colleague.',
      'person'
    )
  const found = await present(read, env, person)
  if (!('refused' in found) && found.owner)
    return refuse(
      'owner',
      'C’est le propriétaire de l’entreprise : il faut d’abord qu’il la confie à quelqu’un d’autre.',
      'The company belongs to this person: they must hand it over first.',
      'person'
    )
  return found
}
