import { fold } from '#kernel/base/fold.ts'
import type { IconType } from '$lib/ui/types.ts'

/** Something that Ctrl+K can find: a page, an action or a record. */
export type Findable = {
  id: string
  group: string
  label: string
  hint?: string | undefined
  icon?: IconType | undefined
  shortcut?: string | undefined
  /** Higher comes first among equals. */
  weight?: number | undefined
  run: () => void
}
export type Indexed = { readonly of: Findable; readonly label: string; readonly all: string }

export const indexed = (all: readonly Findable[]): Indexed[] =>
  all.map(of => {
    const label = fold(of.label)
    return { of, label, all: of.hint ? `${label} ${fold(of.hint)}` : label }
  })

/** The best of what was found, how many there are in all, and what the search can go on from. */
export type Found = { readonly found: Findable[]; readonly count: number; readonly text: string; readonly matches: readonly Indexed[] }

/**
 * Those that hold every typed word, case and accents forgiven: first whose name begins so, then whose word does, then the rest.
 * Going on from what was `before` in the same index, it looks only there while letters are added:
 * what did not hold less does not hold more.
 */
export function find(index: readonly Indexed[], typed: string, limit: number, before?: Found): Found {
  const text = fold(typed).trim()
  if (!text) return { found: index.slice(0, limit).map(({ of }) => of), count: index.length, text, matches: index }
  const words = text.split(/\s+/)
  const [spaced, apostrophe] = [` ${text}`, `’${text}`]
  const matches: Indexed[] = []
  // The best `limit` of each rank, in the order of the index: nothing is sorted but the ranks.
  const best = new Map<number, Findable[]>()
  for (const one of before && text.startsWith(before.text) ? before.matches : index) {
    const { of, label, all } = one
    if (!words.every(word => all.includes(word))) continue
    matches.push(one)
    const at = label.indexOf(text)
    const place = at === 0 ? 3 : at > 0 && (label.includes(spaced) || label.includes(apostrophe)) ? 2 : at > 0 ? 1 : 0
    const rank = place * 10 + (of.weight ?? 0)
    const same = best.get(rank)
    if (!same) best.set(rank, [of])
    else if (same.length < limit) same.push(of)
  }
  const ranks = [...best.keys()].sort((a, b) => b - a)
  return { found: ranks.flatMap(rank => best.get(rank)!).slice(0, limit), count: matches.length, text, matches }
}
