import { derivedId } from '#kernel/base/id.ts'
import { command, refuse } from '#kernel/command/command.ts'
import { present, standingFact } from './give-roles.ts'
import { readPlace } from './place.ts'
import { administrator } from './ready-roles.ts'
import { parsePerson, type About } from './suspend.ts'

/** The company changes hands, by its owner only, who stays an administrator of it. */
export const handOver = command<About>({
  name: 'handOver',
  label: { fr: 'Confier l’entreprise', en: 'Hand the company over' },
  parse: parsePerson,
  in: () => null,
  async decide({ person }, read, env) {
    const mine = await readPlace(read, env.workspace, env.person)
    if (!mine.owner) return refuse('notOwner', 'Seul le propriétaire confie l’entreprise.', 'Only the owner hands the company over.')
    if (person === env.person) return refuse('already', 'Elle est déjà à vous.', 'It is yours already.', 'person')
    const found = await present(read, env, person)
    if ('refused' in found) return found
    if (found.state !== 'active')
      return refuse(
        'suspended',
        'Cet accès est suspendu : rétablissez-le d’abord.',
        'This access is suspended: give it back first.',
        'person'
      )
    const member = (of: string, role: string) => ({
      kind: 'membership',
      id: derivedId('membership', env.id, of),
      body: { of: env.workspace, person: of, role },
      spaces: [env.workspace],
    })
    return {
      facts: [
        {
          kind: 'ownership',
          id: derivedId('ownership', env.id),
          body: { of: env.workspace, person, from: env.person },
          spaces: [env.workspace],
        },
        standingFact(env, env.person, [...new Set([...mine.roles, administrator])].sort(), 'active'),
        member(person, 'manager'),
        member(env.person, 'viewer'),
      ],
    }
  },
})
