import { fact, type Row } from '#kernel/schema/declaration.ts'
import { choice, flag, text } from '#kernel/schema/field.ts'

/**
 * What a group of people may do in the company: permission codes under a name. The last one said for an `of` counts; where it speaks
 * of a ready role, it stands for it, and without a name keeps that of the ready one.
 */
export const role = fact('role', 'Rôle', 'Role', {
  of: text('Identifiant', 'Identifier'),
  name: text('Nom', 'Name').optional(),
  category: choice('Famille', 'Category', {
    direction: ['Direction', 'Management'],
    marketing: ['Marketing', 'Marketing'],
    sales: ['Commerce', 'Sales'],
    media: ['Médias', 'Media'],
    support: ['Fonctions support', 'Support functions'],
    learning: ['Formation et recrutement', 'Training and recruiting'],
    everyone: ['Tout le monde', 'Everyone'],
  }),
  /** As scopes are written: separated by a space. */
  codes: text('Autorisations', 'Permissions').max(2_000).optional(),
  retired: flag('Supprimé', 'Ended'),
}).latestBy('of')

export type Role = Row<typeof role>
export type Category = Role['category']
