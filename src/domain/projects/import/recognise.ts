import { fold } from '#kernel/base/fold.ts'
import { refuse, type Refusal } from '#kernel/command/command.ts'
import type { Label } from '#kernel/schema/field.ts'

/** What a column of a plan may say, with the words that name it in files, as they stand once folded. */
const words = {
  number: [
    ['Numéro', 'Number'],
    'id',
    'task id',
    'numero',
    'n',
    'no',
    'num',
    'number',
    'wbs',
    'wbs code',
    'code',
    'ref',
    'reference',
    'outline number',
    'rang',
    'item',
  ],
  title: [
    ['Titre', 'Title'],
    ...[
      'task name',
      'task',
      'tache',
      'taches',
      'nom de la tache',
      'title',
      'titre',
      'libelle',
      'intitule',
      'activite',
      'activity',
      'action',
      'name',
      'nom',
    ],
    ...['etape', 'designation', 'work item', 'subject', 'sujet'],
  ],
  phase: [['Phase', 'Phase'], 'phase', 'phases', 'stage', 'lot', 'section', 'group', 'groupe', 'jalon principal'],
  owner: [
    ['Responsable', 'Owner'],
    ...[
      'owner',
      'owner team',
      'team',
      'equipe',
      'assignee',
      'assigned to',
      'responsable',
      'responsables',
      'attribue a',
      'affecte a',
      'porteur',
      'pilote',
    ],
    ...['resource', 'resources', 'ressource', 'ressources', 'resource names', 'noms ressources', 'who', 'qui', 'service'],
  ],
  status: [['État', 'Status'], 'status', 'statut', 'etat', 'state', 'situation', 'avancement etat'],
  percent: [
    ['Avancement', 'Progress'],
    ...[
      'completion',
      'complete',
      'percent complete',
      'progress',
      'avancement',
      'acheve',
      'pourcentage',
      'realise',
      'taux',
      'done',
      'percent',
    ],
  ],
  start: [
    ['Début', 'Start'],
    'start date',
    'start',
    'begin',
    'debut',
    'date de debut',
    'date debut',
    'commence le',
    'du',
    'planned start',
    'debut prevu',
  ],
  due: [
    ['Échéance', 'Due'],
    ...[
      'end date',
      'end',
      'finish',
      'finish date',
      'due date',
      'due',
      'deadline',
      'fin',
      'date de fin',
      'date fin',
      'echeance',
      'au',
      'date d echeance',
      'fin prevue',
    ],
  ],
  duration: [['Durée', 'Duration'], 'duration', 'duree', 'days', 'jours', 'nb jours'],
  milestone: [['Jalon', 'Milestone'], 'milestone', 'jalon', 'is milestone'],
  dependencies: [
    ['Dépendances', 'Dependencies'],
    ...[
      'dependencies',
      'dependency',
      'depends on',
      'predecessor',
      'predecessors',
      'dependances',
      'dependance',
      'depend de',
      'predecesseur',
      'predecesseurs',
    ],
  ],
  deliverables: [
    ['Livrables', 'Deliverables'],
    'deliverables',
    'deliverable',
    'key deliverables',
    'livrable',
    'livrables',
    'output',
    'resultat attendu',
    'notes',
    'description',
    'comments',
    'commentaires',
    'remarques',
  ],
  priority: [['Priorité', 'Priority'], 'priority', 'priorite', 'importance', 'urgence'],
  estimate: [
    ['Estimation', 'Estimate'],
    'estimate',
    'estimation',
    'effort',
    'charge',
    'hours',
    'heures',
    'work',
    'travail',
    'charge estimee',
  ],
} as const satisfies Record<string, readonly [readonly [fr: string, en: string], ...string[]]>

export type Meaning = keyof typeof words
export const meanings = (Object.keys(words) as Meaning[]).map(name => ({
  name,
  label: { fr: words[name][0][0], en: words[name][0][1] } satisfies Label,
}))
/** Meaning -> the column that says it. */
export type Mapping = Partial<Readonly<Record<Meaning, number>>>

const plain = (header: string) =>
  fold(header)
    .replace(/\([^)]*\)/g, ' ')
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()

/** What each column says, as far as its title tells: a title that is a known word first, then one that contains it. */
export function recognise(header: readonly string[]): Mapping {
  const found: Partial<Record<Meaning, number>> = {}
  const taken = new Set<number>()
  const take = (matches: (title: string, word: string) => boolean) => {
    for (const { name } of meanings)
      for (const word of words[name].slice(1) as string[]) {
        if (found[name] !== undefined) break
        const at = header.findIndex((title, i) => !taken.has(i) && matches(plain(title), word))
        if (at < 0) continue
        found[name] = at
        taken.add(at)
      }
  }
  take((title, word) => title === word)
  take((title, word) => word.length > 3 && ` ${title} `.includes(` ${word} `))
  return found
}

/** Why this is no plan, or null: a plan names its tasks and says at least something of when, where or how far. */
export function refusePlan(header: readonly string[], mapping: Mapping): Refusal | null {
  const tells = (['start', 'due', 'status', 'phase', 'percent', 'dependencies', 'owner'] as const).some(name => mapping[name] !== undefined)
  if (mapping.title !== undefined && tells) return null
  const shown = header.filter(Boolean).slice(0, 6).join(', ')
  return refuse(
    'notAPlan',
    `Ce fichier ne ressemble pas à un plan : ses colonnes sont « ${shown} ». Il faut au moins le nom des tâches, et des dates, un état ou une phase. Indiquez à quoi correspondent les colonnes, ou choisissez un autre fichier.`,
    `This file does not look like a plan: its columns are “${shown}”. It needs at least the names of the tasks, and dates, a status or a phase. Say what the columns are, or choose another file.`
  )
}
