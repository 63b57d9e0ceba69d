import { leastPassword, surprises } from '#domain/people/password.ts'

export type Strength = { is: 'short'; missing: number } | { is: 'weak' | 'fair' | 'good' | 'strong' }

/**
 * How long a stranger would search, in words. What repeats, what follows a keyboard or an alphabet, and what is already known of the
 * person (`known`: name, company, e-mail) counts for one character only.
 */
export function strengthOf(password: string, known: readonly string[]): Strength {
  const length = [...password].length
  if (length < leastPassword) return { is: 'short', missing: leastPassword - length }
  const bits = surprises(password, known) * bitsOf(password)
  return { is: bits < 36 ? 'weak' : bits < 52 ? 'fair' : bits < 70 ? 'good' : 'strong' }
}

const bitsOf = (password: string) =>
  2.6 + [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].reduce((sum, kind) => sum + (kind.test(password) ? 0.5 : 0), 0)
