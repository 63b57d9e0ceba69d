import { guessable, leastPassword } from '#domain/people/password.ts'
import { limits } from '#kernel/space/limits.ts'
import { isProblem, problem, textAt, type Problem } from '../http/answer.ts'
import { isUsual } from './usual-passwords.ts'

export type Newcomer = { name: string; email: string; password: string }
const longestPassword = 200

type Known = { account: boolean; person: boolean }

/** A person's name, address and password as typed, or what to correct. `known` of those who have an account already, or are in `company`. */
export function readNewcomer(body: unknown, at: string, company: string, known: Known = { account: false, person: false }) {
  const path = at ? [at] : []
  const field = (name: string) => [...path, name].join('.')
  const [name, email, password] = [
    textAt(body, ...path, 'name').trim(),
    emailOf(textAt(body, ...path, 'email')),
    textAt(body, ...path, 'password'),
  ]
  if (!known.person && !name) return problem(422, 'missing', 'Indiquez votre nom.', 'Give your name.', field('name'))
  if (name.length > limits.text) return problem(422, 'long', 'Raccourcissez votre nom.', 'Shorten your name.', field('name'))
  if (!isEmail(email))
    return problem(
      422,
      'email',
      'Vérifiez l’adresse e-mail : elle doit ressembler à nom@exemple.com.',
      'Check the e-mail address: it should look like name@example.com.',
      field('email')
    )
  const checked = known.account ? password : passwordOf(password, field('password'), [name, email, company])
  return isProblem(checked) ? checked : ({ name, email, password } satisfies Newcomer)
}

/** A password as it may be, or what to correct; `known` is what anybody knows of its person. */
export function passwordOf(password: string, field: string, known: readonly string[]): string | Problem {
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
  if (isUsual(password))
    return problem(
      422,
      'usual',
      'Ce mot de passe est de ceux que tout le monde essaie : choisissez plutôt quatre mots sans rapport entre eux.',
      'This password is one that anybody would try: choose four unrelated words instead.',
      field
    )
  if (guessable(password, known))
    return problem(
      422,
      'guessable',
      'Ce mot de passe se devine : il tient à votre nom, à celui de l’entreprise, à des mots très courants ou à une suite de touches. Choisissez plutôt quatre mots sans rapport entre eux.',
      'This password can be guessed: it is made of your name, the company’s, very common words or a row of keys. Choose four unrelated words instead.',
      field
    )
  return password
}

export const emailOf = (typed: string) => typed.trim().toLowerCase()
export const isEmail = (email: string) => email.length <= 254 && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)

/** A colour of one's own, the same everywhere. */
export const hueOf = (person: string) => [...person].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 360, 7)
