import { fact, type Row } from '#kernel/schema/declaration.ts'
import { choice, flag, instant, ref, refs, text } from '#kernel/schema/field.ts'

/** The unit of sharing. */
export const space = fact('space', 'Espace', 'Space', {
  of: text('Espace', 'Space'),
  kind: choice('Nature', 'Kind', { workspace: ['Entreprise', 'Workspace'], project: ['Projet', 'Project'] }),
  name: text('Nom', 'Name'),
  by: ref('person', 'Créé par', 'Created by'),
}).latestBy('of')

const given = {
  viewer: ['Lecture', 'Viewer'],
  commenter: ['Commentaire', 'Commenter'],
  editor: ['Édition', 'Editor'],
  manager: ['Gestion', 'Manager'],
} as const
const roles = { ...given, none: ['Aucun', 'None'] } as const

/** What a person may do in a space; the last one said counts, `none` ends it. Of the company's own space it says that they are a guest. */
export const membership = fact('membership', 'Accès', 'Membership', {
  of: text('Espace', 'Space'),
  person: ref('person', 'Personne', 'Person'),
  role: choice('Rôle', 'Role', roles),
})
  .latestBy('of', 'person')
  .index('person')

/** The same of everybody who is in a service, for as long as they are in it; what each has besides stays theirs. */
export const groupMembership = fact('groupMembership', 'Accès d’un service', 'Department access', {
  of: text('Espace', 'Space'),
  group: ref('service', 'Service', 'Department'),
  role: choice('Rôle', 'Role', roles),
})
  .latestBy('of', 'group')
  .index('group')

/** An invitation as its space sees it; the secret of its link stays with the server. */
export const invitation = fact('invitation', 'Invitation', 'Invitation', {
  of: text('Espace', 'Space'),
  role: choice('Rôle', 'Role', given),
  /** Into the company: what one will be there. */
  roles: refs('role', 'Rôles', 'Roles'),
  guest: flag('Invité de l’extérieur', 'External guest'),
  by: ref('person', 'Invité par', 'Invited by'),
  until: instant('Valable jusqu’au', 'Valid until'),
})

/** An invitation opens nothing any more: somebody entered through it, or it was taken back. */
export const invitationEnd = fact('invitationEnd', 'Fin d’une invitation', 'End of an invitation', {
  invitation: ref('invitation', 'Invitation', 'Invitation'),
  how: choice('Comment', 'How', { used: ['Acceptée', 'Accepted'], withdrawn: ['Retirée', 'Withdrawn'] }),
  by: ref('person', 'Par', 'By'),
}).latestBy('invitation')

/** Two people wrote the same field without having seen each other: what was lost, kept and by whom. */
export const conflict = fact('conflict', 'Conflit', 'Conflict', {
  entity: text('Nature', 'Entity'),
  record: text('Fiche', 'Record'),
  field: text('Champ', 'Field'),
  lost: text('Valeur écartée', 'Lost value').optional().max(10_000),
  kept: text('Valeur gardée', 'Kept value').optional().max(10_000),
  loser: ref('person', 'Auteur de la valeur écartée', 'Author of the lost value'),
  winner: ref('person', 'Auteur de la valeur gardée', 'Author of the kept value'),
  at: instant('Constaté le', 'Noticed on'),
}).index('loser')

export type Space = Row<typeof space>
export type Membership = Row<typeof membership>
export type GroupMembership = Row<typeof groupMembership>
export type Conflict = Row<typeof conflict>
