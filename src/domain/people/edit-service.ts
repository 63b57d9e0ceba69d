import { derivedId, isId } from '#kernel/base/id.ts'
import { command, refuse, type Env, type FactDraft, type Reader, type Refusal } from '#kernel/command/command.ts'
import { limits } from '#kernel/space/limits.ts'
import { fieldsOf } from '../input.ts'
import { present } from './give-roles.ts'
import { readPlace } from './place.ts'
import { most, type Service } from './service.ts'

export type NameService = { readonly service: string; readonly name: string }
export type EndService = { readonly service: string }
export type PlaceInService = { readonly service: string; readonly person: string; readonly as: 'member' | 'manager' | 'none' }
type Told = Pick<Service, 'name' | 'managers' | 'members' | 'retired'>

/** Makes a service, or gives it another name. */
export const nameService = command<NameService>({
  name: 'nameService',
  label: { fr: 'Nommer un service', en: 'Name a department' },
  parse(input) {
    const { name } = fieldsOf(input)
    const of = parseService(input)
    if ('refused' in of) return of
    const title = typeof name === 'string' ? name.trim() : ''
    if (!title) return refuse('missing', 'Donnez un nom au service.', 'Give the department a name.', 'name')
    if (title.length > limits.text) return refuse('long', 'Raccourcissez le nom du service.', 'Shorten the department’s name.', 'name')
    return { ...of, name: title }
  },
  in: () => null,
  may: 'services:edit',
  async decide({ service, name }, read, env) {
    const known = await told(read, service)
    const same = (await read.rows('service', { name })).some(row => row['id'] !== service && !row['retired'])
    if (same) return refuse('taken', 'Un service porte déjà ce nom.', 'A department has this name already.', 'name')
    return { facts: [serviceFact(env, service, { ...(known ?? { managers: [], members: [] }), name, retired: false })] }
  },
})

/** Nobody is in it any more, nor enters anything through it; where it was named, its name stays. */
export const endService = command<EndService>({
  name: 'endService',
  label: { fr: 'Supprimer un service', en: 'End a department' },
  parse: parseService,
  in: () => null,
  may: 'services:edit',
  async decide({ service }, read, env) {
    const known = await told(read, service)
    return known ? { facts: [serviceFact(env, service, { ...known, retired: true })] } : gone
  },
})

/** Someone enters a service, leads it, or leaves it. Who leads one places people there too; who leads is said by who edits services. */
export const placeInService = command<PlaceInService>({
  name: 'placeInService',
  label: { fr: 'Changer un service', en: 'Change a department' },
  parse(input) {
    const { person, as } = fieldsOf(input)
    const of = parseService(input)
    if ('refused' in of) return of
    if (!isId(person)) return refuse('malformed', 'Choisissez une personne.', 'Choose a person.', 'person')
    if (as !== 'member' && as !== 'manager' && as !== 'none')
      return refuse('malformed', 'Choisissez sa place dans le service.', 'Choose their place in the department.', 'as')
    return { ...of, person, as }
  },
  in: () => null,
  async decide({ service, person, as }, read, env) {
    const known = await told(read, service)
    if (!known || known.retired) return gone
    const { may } = await readPlace(read, env.workspace, env.person)
    const leads = known.managers.includes(env.person) && as !== 'manager' && !known.managers.includes(person)
    if (!may.has('services:edit') && !leads)
      return refuse(
        'forbidden',
        'Seuls les responsables de ce service y placent des personnes : demandez-le à l’un d’eux.',
        'Only the managers of this department place people in it: ask one of them.'
      )
    if (as !== 'none') {
      const found = await present(read, env, person)
      if ('refused' in found) return found
    }
    const [members, managers] = [known.members, known.managers].map(people => people.filter(other => other !== person)) as [
      string[],
      string[],
    ]
    if (as === 'member') members.push(person)
    if (as === 'manager') managers.push(person)
    if (members.length > most.members || managers.length > most.managers)
      return refuse('crowded', 'Ce service est complet : faites-en deux.', 'This department is full: make two of it.', 'person')
    return { facts: [serviceFact(env, service, { ...known, members, managers })] }
  },
})

const gone = refuse('unknown', 'Ce service n’existe plus.', 'This department is no longer there.', 'service')
function parseService(input: unknown): EndService | Refusal {
  const { service } = fieldsOf(input)
  return isId(service) ? { service } : refuse('malformed', 'Choisissez un service.', 'Choose a department.', 'service')
}
const told = async (read: Reader, service: string): Promise<Told | null> => (await read.row('service', service)) as Told | null
export const serviceFact = (env: Env, of: string, { name, managers, members, retired }: Told): FactDraft => ({
  kind: 'service',
  id: derivedId('service', env.id, of),
  body: { of, name, managers: [...managers].sort(), members: [...members].sort(), retired },
  spaces: [env.workspace],
})
