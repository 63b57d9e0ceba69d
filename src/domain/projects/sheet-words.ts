import { daysBetween, type Day } from '#kernel/base/day.ts'
import { moneyWords } from '#kernel/base/money.ts'
import type { AnyField, Label } from '#kernel/schema/field.ts'

/** The words of a phase's sheet in one language. */
export function wordsOf(language: keyof Label) {
  const words = (fr: string, en: string) => (language === 'fr' ? fr : en)
  return {
    heading: words('Fiche de phase', 'Phase sheet'),
    project: words('Projet', 'Project'),
    client: 'Client',
    owner: words('Responsable', 'Owner'),
    budget: 'Budget',
    phase: 'Phase',
    state: words('État', 'Status'),
    dates: words('Dates', 'Dates'),
    steps: words('Étapes', 'Steps'),
    priority: words('Priorité', 'Priority'),
    finished: words('Terminées', 'Finished'),
    late: words('En retard', 'Late'),
    isLate: words(', en retard', ', late'),
    task: words('Étape ou tâche', 'Step or task'),
    responsible: words('Responsable', 'Assignee'),
    due: words('Échéance', 'Due'),
    progress: words('Avancement', 'Progress'),
    goal: words('Objectif', 'Goal'),
    tasksTitle: words('Étapes et tâches', 'Steps and tasks'),
    lateTitle: words('En retard', 'Late'),
    blockedTitle: words('Bloquées', 'Blocked'),
    projectDates: words('Dates du projet', 'Project dates'),
    start: words('Du', 'From'),
    documentsTitle: words('Documents de la phase', 'Documents of the phase'),
    deliverables: words('Livrables :', 'Deliverables:'),
    waitsFor: words('Attend :', 'Waits for:'),
    noTasks: words('Cette phase n’a encore ni étape ni tâche.', 'This phase has no step or task yet.'),
    blocked: words('Bloquée', 'Blocked'),
    toCorrect: words('Valeur à corriger dans le plan', 'A value is to be corrected in the plan'),
    unknownPerson: words('Personne inconnue', 'Unknown person'),
    erasedPerson: words('Personne effacée', 'Erased person'),
    milestone: words('Jalon', 'Milestone'),
    colon: words(' :', ':'),
    lateMark: words('(en retard)', '(late)'),
    page: 'Page',
    pageOf: words('sur', 'of'),
  }
}
export type SheetWords = ReturnType<typeof wordsOf>

/** How it tells days, numbers and choices. */
export function saysOf(language: keyof Label) {
  const words = (fr: string, en: string) => (language === 'fr' ? fr : en)
  const format = new Intl.DateTimeFormat(words('fr-FR', 'en-GB'), { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
  const day = (at: Day) => format.format(new Date(`${at}T00:00:00Z`)).replace(/^1 /, words('1er ', '1 '))
  const brief = new Intl.DateTimeFormat(words('fr-FR', 'en-GB'), { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })
  return {
    day,
    briefDay: (at: Day) => brief.format(new Date(`${at}T00:00:00Z`)).replace(/^1 /, words('1er ', '1 ')),
    /** Never the end before the end, nor nothing after the start. */
    percent: (value: number) => `${value > 0 && value < 100 ? Math.min(99, Math.max(1, Math.round(value))) : value}${words(' %', '%')}`,
    money: (minor: number, currency: string) => moneyWords(minor, currency, language),
    rank: (place: number, of: number) => words(`${place} sur ${of}`, `${place} of ${of}`),
    doneOf: (done: number, of: number) => words(`${done} ${done > 1 ? 'terminées' : 'terminée'} sur ${of}`, `${done} finished of ${of}`),
    choice: (field: AnyField, value: string) => field.options.choices?.[value]?.[language === 'fr' ? 0 : 1] ?? value,
    made: (at: string, by: string, version: number) =>
      words(`Version ${version}, générée le ${at}`, `Version ${version}, generated on ${at}`) + (by && words(` par ${by}`, ` by ${by}`)),
    period: (from: Day | null, until: Day | null) =>
      from && until
        ? words(`du ${day(from)} au ${day(until)}`, `${day(from)} to ${day(until)}`)
        : from
          ? words(`à partir du ${day(from)}`, `from ${day(from)}`)
          : until
            ? words(`jusqu’au ${day(until)}`, `until ${day(until)}`)
            : '',
    lateBy: (due: Day, today: Day, responsible: string) => {
      const days = daysBetween(due, today)
      const late = words(
        `${days} ${days > 1 ? 'jours' : 'jour'} de retard (prévue le ${day(due)})`,
        `${days} ${days > 1 ? 'days' : 'day'} late (due ${day(due)})`
      )
      return responsible ? `${late}, ${responsible}` : late
    },
  }
}
