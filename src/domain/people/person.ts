import type { Day } from '#kernel/base/day.ts'
import { fact, type Row } from '#kernel/schema/declaration.ts'
import { choice, date, number, text } from '#kernel/schema/field.ts'

/** The one place where a person's name stands; everything else names the id. */
export const person = fact('person', 'Personne', 'Person', {
  person: text('Identifiant', 'Identifier'),
  name: text('Nom', 'Name').personal(),
  email: text('E-mail', 'E-mail').personal().max(254),
  hue: number('Teinte', 'Hue').min(0).max(359),
  job: text('Fonction', 'Job title').personal().optional(),
  phone: text('Téléphone', 'Phone').personal().optional().max(40),
  link: text('Page professionnelle', 'Professional page').personal().optional().max(500),
  availability: choice('Disponibilité', 'Availability', {
    available: ['Disponible', 'Available'],
    busy: ['Occupé', 'Busy'],
    away: ['Absent', 'Away'],
  }).default('available'),
  until: date('Jusqu’au', 'Until').optional(),
}).latestBy('person')

/** Whether someone is busy or away on a day: an absence ends after its last day. */
export const taken = ({ availability, until }: Pick<Person, 'availability' | 'until'>, today: Day): boolean =>
  availability !== 'available' && (until === null || until >= today)

export type Person = Row<typeof person>
