import { fold } from '#kernel/base/fold.ts'
import type { Label } from '#kernel/schema/field.ts'

/** What a word of the status column becomes; `blocked` is to do, with its blocked mark. */
export type StatusMeaning = 'todo' | 'doing' | 'done' | 'cancelled' | 'blocked'
export const statusMeanings: readonly { readonly name: StatusMeaning; readonly label: Label }[] = [
  { name: 'todo', label: { fr: 'À faire', en: 'To do' } },
  { name: 'doing', label: { fr: 'En cours', en: 'In progress' } },
  { name: 'done', label: { fr: 'Terminée', en: 'Finished' } },
  { name: 'cancelled', label: { fr: 'Annulée', en: 'Cancelled' } },
  { name: 'blocked', label: { fr: 'À faire, bloquée', en: 'To do, blocked' } },
]

const known: Readonly<Record<StatusMeaning, readonly string[]>> = {
  todo: [
    ...['planned', 'to do', 'todo', 'not started', 'open', 'new', 'backlog', 'pending', 'scheduled', 'upcoming'],
    ...[
      'a faire',
      'prevu',
      'prevue',
      'planifie',
      'planifiee',
      'non commence',
      'non commencee',
      'non demarre',
      'en attente',
      'nouveau',
      'a venir',
      'ouvert',
    ],
  ],
  doing: [
    ...[
      'in progress',
      'doing',
      'started',
      'ongoing',
      'wip',
      'active',
      'under way',
      'underway',
      'partial',
      'partially complete',
      'in review',
    ],
    ...['en cours', 'commence', 'commencee', 'demarre', 'demarree', 'partiel', 'partielle', 'partiellement', 'en revue', 'en validation'],
  ],
  done: [
    ...['complete', 'completed', 'done', 'finished', 'closed', 'resolved', 'delivered'],
    ...[
      'termine',
      'terminee',
      'fini',
      'finie',
      'fait',
      'faite',
      'acheve',
      'achevee',
      'clos',
      'close',
      'cloture',
      'realise',
      'realisee',
      'livre',
      'livree',
      'valide',
      'validee',
    ],
  ],
  cancelled: ['cancelled', 'canceled', 'abandoned', 'dropped', 'annule', 'annulee', 'abandonne', 'abandonnee', 'sans objet'],
  blocked: ['blocked', 'on hold', 'stuck', 'bloque', 'bloquee', 'suspendu', 'suspendue', 'en pause'],
}
const plain = (word: string) =>
  fold(word)
    .replace(/[\s_-]+/g, ' ')
    .trim()
const byWord = new Map((Object.keys(known) as StatusMeaning[]).flatMap(name => known[name].map(word => [word, name] as const)))

/** The key under which a person's answer about a word is kept. */
export const statusKey = plain
export const knownStatus = (word: string): StatusMeaning | null => byWord.get(plain(word)) ?? null

/** What a word that is not known was probably meant to be: only offered, never taken by itself. */
export function suggestStatus(word: string): StatusMeaning | null {
  const asked = plain(word)
  const near = [...byWord]
    .map(([other, name]) => ({ name, distance: distance(asked, other), length: other.length }))
    .filter(({ distance, length }) => distance <= (Math.min(length, asked.length) > 5 ? 2 : 1) && length > 3)
    .sort((a, b) => a.distance - b.distance)
  return near[0]?.name ?? null
}

/** Letters to add, remove, replace or swap with the next. */
export function distance(a: string, b: string): number {
  let [before, last] = [[] as number[], Array.from({ length: b.length + 1 }, (_, j) => j)]
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      row[j] = Math.min(
        (last[j] as number) + 1,
        (row[j - 1] as number) + 1,
        (last[j - 1] as number) + (same ? 0 : 1),
        swapped ? (before[j - 2] as number) + 1 : Infinity
      )
    }
    before = last
    last = row
  }
  return last[b.length] as number
}
