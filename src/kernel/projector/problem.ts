import type { Label } from '../schema/field.ts'
import { declarationOf, fieldOf, type Model } from '../schema/model.ts'

/** Why a row cannot be relied on. The row is shown with it to those who can mend it; a decision refuses what it would attest. */
export type Problem =
  | { readonly code: 'missing' | 'kind' | 'long' | 'range' | 'unknown' | 'circle'; readonly field: string; readonly raw?: string }
  | { readonly code: 'rule'; readonly rule: string }
  /** The id belongs to another space, or the value to another record: the first in server order keeps it. */
  | { readonly code: 'taken'; readonly field: string }
  /** The plan has moved on since a fact attested this field: the row shows what was attested. */
  | { readonly code: 'modified'; readonly field: string }

/** What happened, in words; the screen adds the field beside which it stands. */
export function describeProblem(model: Model, entity: string, problem: Problem): Label {
  const declaration = declarationOf(model, entity)
  if (problem.code === 'rule')
    return declaration?.rest.rules.find(rule => rule.name === problem.rule)?.label ?? { fr: problem.rule, en: problem.rule }
  const label = (declaration && fieldOf(declaration, problem.field)?.label) ?? { fr: problem.field, en: problem.field }
  const raw = 'raw' in problem && problem.raw ? problem.raw : ''
  const words = sentences[problem.code]
  return { fr: words.fr(label.fr, raw), en: words.en(label.en, raw) }
}

type Sentence = (label: string, raw: string) => string
const sentences: Record<Exclude<Problem['code'], 'rule'>, { fr: Sentence; en: Sentence }> = {
  missing: { fr: l => `« ${l} » est vide : indiquez une valeur.`, en: l => `“${l}” is empty: give a value.` },
  kind: { fr: (l, r) => `« ${l} » ne peut pas valoir « ${r} » : corrigez-le.`, en: (l, r) => `“${l}” cannot be “${r}”: correct it.` },
  long: { fr: l => `« ${l} » est trop long : raccourcissez-le.`, en: l => `“${l}” is too long: shorten it.` },
  range: { fr: (l, r) => `« ${l} » sort des valeurs permises (${r}).`, en: (l, r) => `“${l}” is out of range (${r}).` },
  unknown: { fr: l => `« ${l} » désigne un élément introuvable ici.`, en: l => `“${l}” points to a record that is not here.` },
  circle: { fr: l => `« ${l} » forme une boucle : changez ce lien.`, en: l => `“${l}” closes a circle: change this link.` },
  modified: { fr: l => `« ${l} » a changé depuis la version validée.`, en: l => `“${l}” has changed since the attested version.` },
  taken: { fr: l => `« ${l} » est déjà pris par un autre élément.`, en: l => `“${l}” already belongs to another record.` },
}
