import { derivedId } from '#kernel/base/id.ts'
import { command, refuse, type Decision, type Env, type Reader } from '#kernel/command/command.ts'
import { erasedCard, type Person } from './person.ts'
import { readPlace, type Place } from './place.ts'
import { departure } from './remove-person.ts'
import { parsePerson, type About } from './suspend.ts'

/** Somebody who has left is forgotten: their card says that they were erased, and what they did stays, without a name. */
export const erasePerson = command<About>({
  name: 'erasePerson',
  label: { fr: 'Effacer une personne', en: 'Erase a person' },
  parse: parsePerson,
  in: () => null,
  may: 'people:erase',
  async decide({ person }, read, env) {
    const place = await readPlace(read, env.workspace, person)
    const card = (await read.row('person', person)) as Person | null
    if (!card) return refuse('unknown', 'Cette personne n’est pas connue ici.', 'This person is not known here.', 'person')
    if (card.erased) return refuse('already', 'Cette personne est déjà effacée.', 'This person is erased already.', 'person')
    if (place.state !== 'removed')
      return refuse(
        'present',
        'Cette personne est encore dans l’entreprise : retirez-la d’abord.',
        'This person is still in the company: remove them first.',
        'person'
      )
    return erasure(read, env, person, place)
  },
})

/** What is said of somebody who is erased: their card, and their departure if they were still there. */
export async function erasure(read: Reader, env: Env, person: string, { state }: Place): Promise<Decision> {
  const gone = state === 'removed' ? { facts: [] } : await departure(read, env, person)
  const card = { kind: 'person', id: derivedId('erasure', env.id, person), body: erasedCard(person), spaces: [env.workspace] }
  return { ...gone, facts: [...(gone.facts ?? []), card] }
}
