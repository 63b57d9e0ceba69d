import { fact, type Row } from '#kernel/schema/declaration.ts'
import { choice, ref, refs, text } from '#kernel/schema/field.ts'

/** What someone is in the company. The last one said for a person counts; of whom nothing was said, they are employees. */
export const standing = fact('standing', 'Place dans l’entreprise', 'Standing', {
  person: ref('person', 'Personne', 'Person'),
  roles: refs('role', 'Rôles', 'Roles'),
  state: choice('État', 'State', {
    active: ['En activité', 'Active'],
    suspended: ['Accès suspendu', 'Suspended'],
    removed: ['A quitté l’entreprise', 'Left'],
  }),
}).latestBy('person')

/** Whom the company belongs to in Relais: who made it, until it was handed over. */
export const ownership = fact('ownership', 'Propriété', 'Ownership', {
  of: text('Entreprise', 'Workspace'),
  person: ref('person', 'Propriétaire', 'Owner'),
  from: ref('person', 'Confiée par', 'Handed over by'),
}).latestBy('of')

export type Standing = Row<typeof standing>
