import { fold } from '#kernel/base/fold.ts'
import type { Option } from './types.ts'

/** The options whose label or hint holds every typed word, case and accents aside; those that begin with the text come first. */
export function findOptions(options: Option[], typed: string): Option[] {
  const text = fold(typed).trim()
  if (!text) return options
  const words = text.split(/\s+/)
  const found = options.filter(option => {
    const within = fold(`${option.label} ${option.hint ?? ''}`)
    return words.every(word => within.includes(word))
  })
  const first = (option: Option) => (fold(option.label).startsWith(text) ? 0 : 1)
  return found.sort((a, b) => first(a) - first(b))
}
