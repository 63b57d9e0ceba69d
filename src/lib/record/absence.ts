import type { Day } from '#kernel/base/day.ts'
import { taken, type Person } from '#domain/people/person.ts'
import { m } from '$lib/paraglide/messages.js'
import { formatDate } from '$lib/session/format.ts'
import { language } from '$lib/session/Language.svelte.ts'
import { choiceLabel } from './words.ts'

/** « Absent jusqu’au 12 déc. », or null for someone who is available today. */
export function absenceOf(card: Pick<Person, 'availability' | 'until'>, today: Day): string | null {
  if (!taken(card, today)) return null
  const until = card.until && m.members_until({ day: formatDate(card.until, language.current) })
  return [choiceLabel('person', 'availability', card.availability), until].filter(Boolean).join(' ')
}
