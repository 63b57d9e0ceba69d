import { fold } from '#kernel/base/fold.ts'

/** Characters below which no password is taken. */
export const leastPassword = 10

export type Strength = { is: 'short'; missing: number } | { is: 'weak' | 'fair' | 'good' | 'strong' }

/**
 * How long a stranger would search, in words. What repeats, what follows a keyboard or an alphabet, and what is already known of the
 * person (`known`: name, company, e-mail) counts for one character only.
 */
export function strengthOf(password: string, known: readonly string[]): Strength {
  const length = [...password].length
  if (length < leastPassword) return { is: 'short', missing: leastPassword - length }
  const bits = surprises(withoutKnown(fold(password), known)) * bitsOf(password)
  return { is: bits < 36 ? 'weak' : bits < 52 ? 'fair' : bits < 70 ? 'good' : 'strong' }
}

const rows = ['abcdefghijklmnopqrstuvwxyz', '01234567890', 'azertyuiop', 'qsdfghjklm', 'wxcvbn', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm']
const follows = (a: string, b: string) => a === b || rows.some(row => row.includes(a + b) || row.includes(b + a))
const usual = ['motdepasse', 'password', 'bonjour', 'bienvenue', 'relais', 'admin', 'soleil', 'azerty', 'qwerty', 'secret']

/** Each word that anybody would try becomes one letter. */
function withoutKnown(password: string, known: readonly string[]): string {
  const words = [...known.flatMap(text => fold(text).split(/[^a-z0-9]+/)), ...usual].filter(word => word.length > 2)
  return words.sort((a, b) => b.length - a.length).reduce((left, word) => left.replaceAll(word, '*'), password)
}
/** Characters that the one before does not give away. */
function surprises(password: string): number {
  const letters = [...password]
  const fresh = letters.filter((letter, i) => i === 0 || !follows(letters[i - 1] as string, letter))
  return Math.min(fresh.length, new Set(letters).size * 2)
}
const bitsOf = (password: string) =>
  2.6 + [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].reduce((sum, kind) => sum + (kind.test(password) ? 0.5 : 0), 0)
