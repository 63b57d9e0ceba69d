import { isDay } from '#kernel/base/day.ts'
import { derivedId } from '#kernel/base/id.ts'
import { command, refuse, type Refusal } from '#kernel/command/command.ts'
import { limits } from '#kernel/space/limits.ts'
import { fieldsOf } from '../input.ts'
import { linksOf, person, retold, type Person } from './person.ts'

/** What a person says of themselves; what is not said stays as it was, an empty text takes it away. */
export type Introduction = Partial<
  Pick<Person, 'name' | 'job' | 'phone' | 'link' | 'links' | 'availability' | 'until' | 'language' | 'timeZone'>
>

const texts = ['name', 'job', 'phone', 'link', 'links', 'timeZone'] as const
export const mostLinks = 6

/** One's own card in the company, from which everybody reads one's name. */
export const introduce = command<Introduction>({
  name: 'introduce',
  label: { fr: 'Modifier votre profil', en: 'Edit your profile' },
  parse(input) {
    const said = fieldsOf(input)
    const read: Record<string, string | null> = {}
    for (const name of texts) {
      if (said[name] === undefined) continue
      const value = typeof said[name] === 'string' ? said[name].trim() : ''
      const most = person.fields[name].options.max ?? limits.text
      if (value.length > most) return refuse('long', 'Raccourcissez ce texte.', 'Shorten this text.', name)
      read[name] = value || null
    }
    return wrongIn(read) ?? { ...(read as Introduction), ...presenceIn(said), ...languageIn(said) }
  },
  // Everybody may say who they are.
  in: () => null,
  async decide(said, read, env) {
    const known = await read.row('person', env.person)
    if (!known) return refuse('unknown', 'Votre fiche n’est pas dans l’entreprise.', 'Your card is not in the workspace.')
    return { facts: [{ kind: 'person', id: derivedId('person', env.id), body: retold(known, said), spaces: [env.workspace] }] }
  },
})

function wrongIn({ name, link, links, phone, timeZone }: Record<string, string | null>): Refusal | null {
  if (name === null) return refuse('missing', 'Indiquez votre nom.', 'Give your name.', 'name')
  for (const [field, text] of Object.entries({ link, links }))
    if (text && linksOf({ link: null, links: text }).some(line => !['http:', 'https:'].includes(URL.parse(line)?.protocol ?? '')))
      return refuse(
        'link',
        'Donnez l’adresse complète de la page, qui commence par https://.',
        'Give the full address of the page, starting with https://.',
        field
      )
  if (links && linksOf({ link: null, links }).length > mostLinks)
    return refuse('many', `Gardez ${mostLinks} liens au plus.`, `Keep ${mostLinks} links at most.`, 'links')
  if (timeZone && !isZone(timeZone))
    return refuse('timeZone', 'Choisissez un fuseau horaire de la liste.', 'Choose a time zone of the list.', 'timeZone')
  if (phone && !/^\+?[\d\s().-]{6,}$/.test(phone))
    return refuse(
      'phone',
      'Écrivez le numéro en chiffres, comme +221 77 123 45 67.',
      'Write the number in digits, like +221 77 123 45 67.',
      'phone'
    )
  return null
}

function isZone(timeZone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('fr', { timeZone }))
  } catch {
    return false
  }
}
const languageIn = ({ language }: Readonly<Record<string, unknown>>): Pick<Introduction, 'language'> =>
  language === 'fr' || language === 'en' ? { language } : {}

/** Someone available is so without an end. */
function presenceIn({ availability, until }: Readonly<Record<string, unknown>>): Pick<Introduction, 'availability' | 'until'> {
  if (typeof availability !== 'string' || !Object.hasOwn(person.fields.availability.options.choices ?? {}, availability)) return {}
  return {
    availability: availability as Person['availability'],
    until: availability !== 'available' && typeof until === 'string' && isDay(until) ? until : null,
  }
}
