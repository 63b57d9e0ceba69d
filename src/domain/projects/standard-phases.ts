import { derivedId } from '#kernel/base/id.ts'
import { ranksBetween } from '#kernel/base/rank.ts'
import type { Edit } from '#kernel/command/command.ts'
import type { Label } from '#kernel/schema/field.ts'

/** What a project of marketing goes through, in order. */
export const standardTitles: readonly Label[] = [
  { fr: 'Expression du besoin', en: 'Expression of need' },
  { fr: 'Études de faisabilité', en: 'Feasibility studies' },
  { fr: 'Conception', en: 'Design' },
  { fr: 'Développement / mise en œuvre', en: 'Development / implementation' },
  { fr: 'Lancement commercial', en: 'Commercial launch' },
  { fr: 'Retrait d’une offre', en: 'Withdrawal of an offer' },
]

/** The same ids for the same project, so that a creation asked twice gives six phases, not twelve: let one writer write them. */
export function standardPhases(
  project: string,
  makeId: (n: number) => string = n => derivedId(project, 'phase', String(n)),
  language: keyof Label = 'fr'
): Edit[] {
  const ranks = ranksBetween(null, null, standardTitles.length)
  return standardTitles.map((title, i) => ({
    space: project,
    entity: 'phase',
    id: makeId(i + 1),
    values: { title: title[language], project, rank: ranks[i] },
  }))
}
