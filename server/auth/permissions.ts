import { isCode } from '#domain/people/codes.ts'
import { meaningOf } from '#domain/people/permissions.ts'
import type { Place } from '#domain/people/place.ts'
import { problem, type Problem } from '../http/answer.ts'

/** Why someone may not ask for a decision that takes this permission in the company: no role of theirs gives it. */
export function notAllowed({ may }: Place, code: string | undefined): Problem | null {
  if (code === undefined || may.has(code)) return null
  const meaning = isCode(code) ? meaningOf(code) : { fr: code, en: code }
  return problem(
    403,
    'notAllowed',
    `Aucun de vos rôles ne le permet : « ${meaning.fr} » Demandez-le à qui gère l’équipe.`,
    `None of your roles allows it: “${meaning.en}” Ask whoever manages the team.`
  )
}
