import type { Day } from '#kernel/base/day.ts'
import type { Label } from '#kernel/schema/field.ts'
import type { Link } from '../network.ts'
import type { Meaning } from './recognise.ts'

/** One line of the file as a task; what its file has no column for is absent, and then never overwrites what people wrote. */
export type PlanTask = {
  readonly line: number
  /** Its number in the file: with the project, what its id derives from. */
  readonly source: string
  readonly parent: string | null
  readonly phase: string
  readonly title: string
  readonly kind: 'step' | 'task' | 'milestone'
  readonly status?: 'todo' | 'doing' | 'done' | 'cancelled'
  readonly blocked?: boolean
  /** As the file says it; a heading's own is not taken, only compared. */
  readonly percent?: number | null
  readonly start?: Day | null
  readonly due?: Day | null
  readonly assignees?: readonly string[]
  /** The name of an owner that is no member. */
  readonly service?: string | null
  readonly deliverables?: string | null
  readonly priority?: string
  readonly estimate?: number | null
}
export type PlanLink = { readonly from: string; readonly to: string; readonly kind: Link['kind']; readonly lag: number }
/** A file understood: everything an import writes, before it has a project. */
export type Plan = {
  /** In order of appearance. */
  readonly phases: readonly string[]
  /** In the order of the file. */
  readonly tasks: readonly PlanTask[]
  readonly links: readonly PlanLink[]
  readonly services: readonly string[]
}

/** `error`: the line is left out. `warning`: only what it speaks of is left out, or kept with its problem. */
export type RowProblem = {
  readonly line: number
  readonly column: Meaning
  readonly severity: 'error' | 'warning'
  readonly code: keyof typeof sentences
  readonly label: Label
}
type Sentence = readonly [severity: RowProblem['severity'], fr: (text: string) => string, en: (text: string) => string]

const sentences = {
  missingTitle: [
    'error',
    () => 'la tâche n’a pas de titre, la ligne est laissée de côté',
    () => 'the task has no title, the line is left out',
  ],
  duplicateNumber: [
    'error',
    n => `le numéro ${n} est déjà celui d’une ligne précédente, celle-ci est laissée de côté`,
    n => `number ${n} is already that of an earlier line, this one is left out`,
  ],
  longTitle: ['warning', () => 'le titre est trop long, il sera raccourci', () => 'the title is too long, it will be shortened'],
  missingHeading: ['warning', n => `le titre de niveau ${n} n’existe pas dans le fichier`, n => `heading ${n} is not in the file`],
  otherPhase: [
    'warning',
    phase => `une sous-tâche suit la phase de son titre : « ${phase} » n’est pas gardé`,
    phase => `a subtask follows the phase of its heading: “${phase}” is not kept`,
  ],
  noPhase: [
    'warning',
    phase => `sans phase, la tâche est placée dans « ${phase} »`,
    phase => `without a phase, the task is placed in “${phase}”`,
  ],
  badDate: [
    'warning',
    text => `« ${text} » n’est pas une date, elle n’est pas reprise`,
    text => `“${text}” is not a date, it is not taken`,
  ],
  endBeforeStart: [
    'warning',
    () => 'la fin précède le début : les deux dates sont reprises, à corriger',
    () => 'the end comes before the start: both dates are taken, to be corrected',
  ],
  badDuration: ['warning', text => `« ${text} » n’est pas une durée en jours`, text => `“${text}” is not a duration in days`],
  badPercent: [
    'warning',
    text => `« ${text} » n’est pas un pourcentage entre 0 et 100`,
    text => `“${text}” is not a percentage between 0 and 100`,
  ],
  badEstimate: ['warning', text => `« ${text} » n’est pas une estimation en heures`, text => `“${text}” is not an estimate in hours`],
  unknownPriority: [
    'warning',
    text => `la priorité « ${text} » n’est pas connue, elle reste normale`,
    text => `priority “${text}” is not known, it stays normal`,
  ],
  unknownDependency: [
    'warning',
    n => `dépend de « ${n} », qui n’est pas dans le fichier : lien laissé de côté`,
    n => `depends on “${n}”, which is not in the file: link left out`,
  ],
  ownHeading: [
    'warning',
    n => `dépend de ${n}, son propre titre ou une de ses sous-tâches : lien laissé de côté`,
    n => `depends on ${n}, its own heading or one of its subtasks: link left out`,
  ],
  circle: [
    'warning',
    n => `la dépendance envers ${n} forme une boucle : elle est reprise, à corriger`,
    n => `the dependency on ${n} closes a circle: it is taken, to be corrected`,
  ],
  severalOwners: [
    'warning',
    name => `un seul service est repris : « ${name} » est laissé de côté`,
    name => `only one department is taken: “${name}” is left out`,
  ],
} as const satisfies Record<string, Sentence>

export function problemAt(line: number, column: Meaning, code: RowProblem['code'], text = ''): RowProblem {
  const [severity, fr, en] = sentences[code] as Sentence
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text
  return { line, column, severity, code, label: { fr: `Ligne ${line} : ${fr(shown)}.`, en: `Line ${line}: ${en(shown)}.` } }
}
