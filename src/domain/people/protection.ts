import { fact, type Row } from '#kernel/schema/declaration.ts'
import { choice, instant, refs, text } from '#kernel/schema/field.ts'
import type { Place } from './place.ts'

/** Of whom the company asks a second factor, and from when on. The last one said counts; of whom nothing was said, nothing is asked. */
export const protection = fact('protection', 'Protection des comptes', 'Account protection', {
  of: text('Entreprise', 'Workspace'),
  whom: choice('Demandée à', 'Asked of', {
    nobody: ['Personne', 'Nobody'],
    roles: ['Certains rôles', 'Some roles'],
    everybody: ['Tout le monde', 'Everybody'],
  }),
  roles: refs('role', 'Rôles', 'Roles'),
  from: instant('À partir du', 'From'),
}).latestBy('of')

export type Protection = Row<typeof protection>

/** Whether it is asked of someone. Whoever owns the company may do everything in it: what is asked of some is asked of them. */
export function isAsked(said: Readonly<Partial<Protection>> | null, { owner, roles }: Pick<Place, 'owner' | 'roles'>): boolean {
  if (said?.whom === 'everybody') return true
  return said?.whom === 'roles' && (owner || roles.some(role => said.roles?.includes(role)))
}
