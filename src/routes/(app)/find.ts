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

/** Those that hold every typed word, case and accents forgiven: first whose name begins so, then whose word does, then the rest. */
export function find(index: readonly Indexed[], typed: string, limit: number): { found: Findable[]; count: number } {
  const text = fold(typed).trim()
  if (!text) return { found: index.slice(0, limit).map(({ of }) => of), count: index.length }
  const words = text.split(/\s+/)
  const matches: { of: Findable; rank: number }[] = []
  for (const { of, label, all } of index) {
    if (!words.every(word => all.includes(word))) continue
    const rank = label.startsWith(text) ? 3 : label.includes(` ${text}`) || label.includes(`’${text}`) ? 2 : label.includes(text) ? 1 : 0
    matches.push({ of, rank: rank * 10 + (of.weight ?? 0) })
  }
  matches.sort((a, b) => b.rank - a.rank)
  return { found: matches.slice(0, limit).map(({ of }) => of), count: matches.length }
}
