import { addDays, isDay } from '#kernel/base/day.ts'

const months = {
  fr: ['janv', 'fevr', 'mars', 'avri', 'mai', 'juin', 'juil', 'aout', 'sept', 'octo', 'nove', 'dece'],
  en: ['janu', 'febr', 'marc', 'apri', 'may', 'june', 'july', 'augu', 'sept', 'octo', 'nove', 'dece'],
}
const weekdays = {
  fr: ['dimanche', 'lundi', 'mardi', 'mercredi', 'jeudi', 'vendredi', 'samedi'],
  en: ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'],
}
const words: Record<string, number> = {
  'avant-hier': -2,
  hier: -1,
  "aujourd'hui": 0,
  auj: 0,
  demain: 1,
  'apres-demain': 2,
  yesterday: -1,
  today: 0,
  tomorrow: 1,
}

/** The day if it exists: 31/02 does not. */
function dayFrom(year: number, month: number, date: number): string | undefined {
  const day = `${year}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`
  return isDay(day) ? day : undefined
}

function century(text: string): number {
  return text.length <= 2 ? 2000 + Number(text) : Number(text)
}
function monthOf(word: string): number {
  const start = word.replace('.', '')
  const at = [months.fr, months.en].map(list =>
    list.findIndex(month => start.length >= 3 && (month.startsWith(start) || start.startsWith(month)))
  )
  return Math.max(...at) + 1
}

/**
 * What a person types as a day, in either language, day before month: `24/11/2025`, `24/11`, `2025-11-24`, « 24 nov. », « demain »,
 * « lundi » (the next one), `+3`. Empty is null; what is no day is undefined. Without a year, the one of `today`.
 */
export function parseDay(text: string, today: string): string | null | undefined {
  const typed = text.trim().toLowerCase().normalize('NFD').replace(/\p{M}/gu, '').replace(/’/g, "'").replace(/\s+/g, ' ')
  if (typed === '') return null
  const distance = words[typed]
  if (distance !== undefined) return addDays(today, distance)
  const plus = /^([+-]\d{1,4})\s*[jd]?$/.exec(typed)
  if (plus) return addDays(today, Number(plus[1]))
  const weekday = [weekdays.fr, weekdays.en]
    .map(list => list.findIndex(name => typed.length >= 3 && name.startsWith(typed.replace('.', ''))))
    .find(i => i >= 0)
  if (weekday !== undefined) {
    const now = new Date(`${today}T12:00:00Z`).getUTCDay()
    return addDays(today, (weekday - now + 7) % 7 || 7)
  }
  const year = today.slice(0, 4)
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(typed)
  if (iso) return dayFrom(Number(iso[1]), Number(iso[2]), Number(iso[3]))
  const digits = /^(\d{1,2})[/. -](\d{1,2})(?:[/. -](\d{2}|\d{4}))?$/.exec(typed)
  if (digits) return dayFrom(century(digits[3] ?? year), Number(digits[2]), Number(digits[1]))
  const named = /^(?:[a-z]+\.? )?(\d{1,2})(?:er)? ([a-z]+)\.?(?: (\d{2}|\d{4}))?$/.exec(typed)
  if (named) return dayFrom(century(named[3] ?? year), monthOf(named[2]!), Number(named[1]))
  return undefined
}
