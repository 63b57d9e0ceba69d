import { fact, type Row } from '#kernel/schema/declaration.ts'
import { number, ref, text } from '#kernel/schema/field.ts'

/** The one place where a person's name stands; everything else names the id. */
export const person = fact('person', 'Personne', 'Person', {
  person: text('Identifiant', 'Identifier'),
  name: text('Nom', 'Name').personal(),
  email: text('E-mail', 'E-mail').personal().max(254),
  hue: number('Teinte', 'Hue').min(0).max(359),
}).latestBy('person')

/** A department: an owner in a plan that is no member, later a group of people. */
export const service = fact('service', 'Service', 'Department', {
  name: text('Nom', 'Name'),
  by: ref('person', 'Créé par', 'Created by').optional(),
})

export type Person = Row<typeof person>
export type Service = Row<typeof service>
