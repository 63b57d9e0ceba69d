import type { Day } from '#kernel/base/day.ts'
import { fact, type Row } from '#kernel/schema/declaration.ts'
import type { Label } from '#kernel/schema/field.ts'
import { choice, date, flag, number, text } from '#kernel/schema/field.ts'

/** The one place where a person's name stands; everything else names the id. */
export const person = fact('person', 'Personne', 'Person', {
  person: text('Identifiant', 'Identifier'),
  name: text('Nom', 'Name').personal(),
  email: text('E-mail', 'E-mail').personal().max(254),
  hue: number('Teinte', 'Hue').min(0).max(359),
  job: text('Fonction', 'Job title').personal().optional(),
  phone: text('Téléphone', 'Phone').personal().optional().max(40),
  link: text('Page professionnelle', 'Professional page').personal().optional().max(500),
  /** One address a line. */
  links: text('Autres liens', 'Other links').personal().optional().max(2_000),
  availability: choice('Disponibilité', 'Availability', {
    available: ['Disponible', 'Available'],
    busy: ['Occupé', 'Busy'],
    away: ['Absent', 'Away'],
  }).default('available'),
  until: date('Jusqu’au', 'Until').optional(),
  /** The SHA-256 of the picture. */
  portrait: text('Photo', 'Picture').personal().optional().max(64),
  language: choice('Langue', 'Language', { fr: ['Français', 'French'], en: ['Anglais', 'English'] })
    .personal()
    .optional(),
  timeZone: text('Fuseau horaire', 'Time zone').personal().optional().max(64),
  /** Nobody any more: all that was said of them is gone. */
  erased: flag('Effacée', 'Erased'),
}).latestBy('person')

/** Whether someone is busy or away on a day: an absence ends after its last day. */
export const taken = ({ availability, until }: Pick<Person, 'availability' | 'until'>, today: Day): boolean =>
  availability !== 'available' && (until === null || until >= today)

/** The addresses of the pages that someone shows, the professional one first. */
export const linksOf = ({ link, links }: Pick<Person, 'link' | 'links'>): string[] =>
  [link, ...(links?.split('\n') ?? [])].flatMap(line => line?.trim() || [])

/** A card told again: what is said now, and the rest as it stood. */
export const retold = (known: Readonly<Record<string, unknown>>, said: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.keys(person.fields).map(name => [name, (name in said ? said : known)[name] ?? null]))

/** What stands where somebody was. */
export const erasedName: Label = { fr: 'Personne effacée', en: 'Erased person' }
export const erasedCard = (id: string): Record<string, unknown> => ({
  ...Object.fromEntries(Object.keys(person.fields).map(name => [name, null])),
  ...{ person: id, name: erasedName.fr, email: '—', hue: 0, availability: 'available', erased: true },
})
/** What somebody is called, in a language. */
export const calledIn = (card: Readonly<Record<string, unknown>>, language: keyof Label): string =>
  card['erased'] === true ? erasedName[language] : String(card['name'] ?? '')

export type Person = Row<typeof person>
