import { limits } from '#kernel/space/limits.ts'
import { isProblem, problem, textAt, type Problem } from '../http/answer.ts'

export type Newcomer = { name: string; email: string; password: string }
const leastPassword = 10
const longestPassword = 200

/** A person's name, address and password as typed, or what to correct. `known` when they have an account already. */
export function readNewcomer(body: unknown, at: string, known = false): Newcomer | Problem {
  const path = at ? [at] : []
  const field = (name: string) => [...path, name].join('.')
  const [name, email, password] = [
    textAt(body, ...path, 'name').trim(),
    emailOf(textAt(body, ...path, 'email')),
    textAt(body, ...path, 'password'),
  ]
  if (!known && !name) return problem(422, 'missing', 'Indiquez votre nom.', 'Give your name.', field('name'))
  if (name.length > limits.text) return problem(422, 'long', 'Raccourcissez votre nom.', 'Shorten your name.', field('name'))
  if (!isEmail(email))
    return problem(
      422,
      'email',
      'Vérifiez l’adresse e-mail : elle doit ressembler à nom@exemple.com.',
      'Check the e-mail address: it should look like name@example.com.',
      field('email')
    )
  const checked = passwordOf(password, field('password'))
  if (isProblem(checked)) return checked
  return { name, email, password }
}

/** A password as it may be, or what to correct. */
export function passwordOf(password: string, field: string): string | Problem {
  if ([...password].length < leastPassword)
    return problem(
      422,
      'short',
      `Choisissez un mot de passe d’au moins ${leastPassword} caractères.`,
      `Choose a password of at least ${leastPassword} characters.`,
      field
    )
  if (password.length > longestPassword)
    return problem(422, 'long', 'Choisissez un mot de passe plus court.', 'Choose a shorter password.', field)
  return password
}

export const emailOf = (typed: string) => typed.trim().toLowerCase()
export const isEmail = (email: string) => email.length <= 254 && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)

/** A colour of one's own, the same everywhere. */
export const hueOf = (person: string) => [...person].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 360, 7)
