import { derivedId } from '#kernel/base/id.ts'
import { command, refuse, type Decision, type Env, type FactDraft, type Reader } from '#kernel/command/command.ts'
import { readOwner, readPlace } from './place.ts'
import { serviceFact } from './edit-service.ts'
import type { Service } from './service.ts'
import { standingFact } from './give-roles.ts'
import { another, parsePerson, type About } from './suspend.ts'

/** Someone leaves the company, and every space and service with it; what they have written stays. */
export const removePerson = command<About>({
  name: 'removePerson',
  label: { fr: 'Retirer de l’entreprise', en: 'Remove from the company' },
  parse: parsePerson,
  in: () => null,
  may: 'people:remove',
  async decide({ person }, read, env) {
    const found = await another(read, env, person)
    return 'refused' in found ? found : departure(read, env, person)
  },
})

/** By oneself, whatever one may do. */
export const leaveCompany = command<Record<never, never>>({
  name: 'leaveCompany',
  label: { fr: 'Quitter l’entreprise', en: 'Leave the company' },
  parse: () => ({}),
  in: () => null,
  async decide(_, read, env) {
    const { owner } = await readPlace(read, env.workspace, env.person)
    if (owner)
      return refuse(
        'owner',
        'Vous en êtes propriétaire : confiez d’abord l’entreprise à quelqu’un d’autre.',
        'It belongs to you: hand the company over to someone else first.'
      )
    return departure(read, env, env.person)
  },
})

/** What ends with a departure. A space that nobody else manages is managed by the owner of the company from then on. */
export async function departure(read: Reader, env: Env, person: string): Promise<Decision> {
  const owner = await readOwner(read, env.workspace)
  const member = (of: string, person: string, role: string): FactDraft => ({
    kind: 'membership',
    id: derivedId('membership', env.id, of, person),
    body: { of, person, role },
    spaces: [of],
  })
  // Said of the company too, whether or not they had been named there.
  const facts = [standingFact(env, person, [], 'removed'), member(env.workspace, person, 'none')]
  for (const { of, role } of (await read.rows('membership', { person })) as unknown as readonly { of: string; role: string }[]) {
    if (role === 'none' || of === env.workspace) continue
    facts.push(member(of, person, 'none'))
    const managers = role === 'manager' && owner ? await read.rows('membership', { of, role: 'manager' }) : []
    if (managers.length && owner && managers.every(row => row['person'] === person)) facts.push(member(of, owner, 'manager'))
  }
  for (const row of (await read.rows('service', {})) as unknown as readonly (Service & { id: string })[]) {
    if (!row.members.includes(person) && !row.managers.includes(person)) continue
    const without = (people: readonly string[]) => people.filter(other => other !== person)
    facts.push(serviceFact(env, row.id, { ...row, members: without(row.members), managers: without(row.managers) }))
  }
  return { facts }
}
