import { fact, type Row } from '#kernel/schema/declaration.ts'
import { flag, ref, refs, text } from '#kernel/schema/field.ts'

/** How many a department takes. */
export const most = { managers: 100, members: 2_000 } as const

/** A department: people under one name, with those who lead it. The last one said for an `of` counts; before it had members, it had no `of`. */
export const service = fact('service', 'Service', 'Department', {
  of: text('Identifiant', 'Identifier').optional(),
  name: text('Nom', 'Name'),
  managers: refs('person', 'Responsables', 'Managers').max(most.managers),
  members: refs('person', 'Membres', 'Members').max(most.members),
  retired: flag('Supprimé', 'Ended'),
  by: ref('person', 'Créé par', 'Created by').optional(),
}).latestBy('of')

export type Service = Row<typeof service>
