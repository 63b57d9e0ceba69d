import type { Day } from '#kernel/base/day.ts'
import type { Source } from '#kernel/query/query.ts'
import { run } from '#kernel/query/query.ts'
import { columns } from '#kernel/schema/expression.ts'
import type { Label } from '#kernel/schema/field.ts'
import { business } from '../model.ts'
import type { Dependency } from './dependency.ts'
import type { Phase } from './phase.ts'
import { phasesInOrder } from './place-phase.ts'
import type { Project } from './project.ts'
import { saysOf, wordsOf, type SheetWords } from './sheet-words.ts'
import type { Task } from './task.ts'
import { lines, tree } from './tree.ts'

export type SheetLine = {
  readonly depth: number
  readonly kind: Task['kind']
  readonly title: string
  readonly status: string
  readonly responsible: string
  readonly start: string
  readonly due: string
  readonly progress: string
  readonly late: boolean
  readonly done: boolean
  readonly deliverables: string
  /** What is not finished among what it depends on. */
  readonly waitsFor: string
  /** What is to be corrected in the record, or said of it: blocked, a wrong value. */
  readonly remark: string
}
/** Everything a phase's sheet says, in words: whoever lays it out adds none. */
export type SheetContent = {
  readonly language: keyof Label
  readonly version: number
  readonly workspace: string
  readonly heading: string
  readonly title: string
  readonly project: string
  readonly made: string
  /** Who asked for it. */
  readonly author: string
  readonly meta: readonly { readonly label: string; readonly value: string }[]
  /** 0 to 100. */
  readonly progress: number
  readonly progressLabel: string
  readonly figures: readonly { readonly label: string; readonly value: string; readonly alarming: boolean }[]
  readonly goal: string
  readonly columns: readonly string[]
  readonly tasks: readonly SheetLine[]
  readonly late: readonly { readonly title: string; readonly said: string }[]
  readonly blocked: readonly { readonly title: string; readonly said: string }[]
  readonly documents: readonly { readonly title: string; readonly excerpt: string }[]
  readonly words: SheetWords
}
export type SheetGiven = {
  readonly language: keyof Label
  readonly project: Project
  readonly phase: Phase
  readonly phases: readonly Phase[]
  readonly tasks: readonly Task[]
  readonly dependencies: readonly Dependency[]
  readonly documents: readonly { readonly title: string; readonly phase: string | null; readonly body: string }[]
  /** Names by id. */
  readonly people: ReadonlyMap<string, string>
  readonly services: ReadonlyMap<string, string>
  readonly workspace: string
  readonly currency: string
  readonly by: string
  readonly version: number
  readonly today: Day
}

const task = columns<Task>()

/** The sheet of a phase from the rows as they stand; hidden ones have no place in it. */
export function sheetContent(given: SheetGiven): SheetContent {
  const { language, project, phase, people, services, today } = given
  const [says, words] = [saysOf(language), wordsOf(language)]
  const tasks = withLateness(
    given.tasks.filter(row => row.phase === phase.id && !row.hidden),
    today
  )
  const awaited = new Map(
    given.tasks.filter(row => !row.hidden && row.state !== 'done' && row.state !== 'cancelled').map(row => [row.id, row.title])
  )
  const responsible = (row: Pick<Task, 'assignees' | 'service'>) =>
    [...row.assignees.map(id => people.get(id) ?? words.unknownPerson), ...(row.service ? [services.get(row.service) ?? ''] : [])]
      .filter(Boolean)
      .join(', ')
  const waitsFor = (id: string) =>
    given.dependencies
      .filter(link => link.to === id && !link.hidden && !link.problem)
      .flatMap(link => awaited.get(link.from) ?? [])
      .join(', ')
  const branches = lines(tree(tasks))
  const late = branches.filter(({ row }) => row.late && row.children === 0).map(({ row }) => row)
  const place = phasesInOrder(given.phases.filter(row => !row.hidden)).findIndex(row => row.id === phase.id) + 1
  const leaves = tasks.filter(row => row.children === 0)
  const number = (status: Task['status']) => leaves.filter(row => row.state === status).length
  const lateness = phase.until !== null && phase.until < today && (phase.state === 'planned' || phase.state === 'doing')
  return {
    language,
    version: given.version,
    workspace: given.workspace,
    heading: words.heading,
    title: phase.title,
    project: project.title,
    made: says.made(says.day(today), given.by, given.version),
    author: given.by,
    meta: [
      { label: words.project, value: project.title },
      { label: words.client, value: project.client ?? '' },
      { label: words.owner, value: responsible({ assignees: project.owner ? [project.owner] : [], service: project.service }) },
      { label: words.budget, value: project.budget === null ? '' : says.money(project.budget, given.currency) },
      { label: words.projectDates, value: says.period(project.start, project.until) },
      { label: words.phase, value: says.rank(place, given.phases.filter(row => !row.hidden).length) },
      { label: words.state, value: says.choice(business.phase.fields.status, phase.state) + (lateness ? words.isLate : '') },
      { label: words.dates, value: says.period(phase.from, phase.until) },
      { label: words.steps, value: says.doneOf(phase.stepsDone, phase.steps) },
      { label: words.priority, value: says.choice(business.project.fields.priority, project.priority) },
    ].filter(({ value }) => value !== ''),
    progress: Number(phase.progress),
    progressLabel: says.percent(Number(phase.progress)),
    figures: [
      { label: says.choice(business.task.fields.status, 'todo'), value: String(number('todo')), alarming: false },
      { label: says.choice(business.task.fields.status, 'doing'), value: String(number('doing')), alarming: false },
      { label: words.finished, value: String(number('done')), alarming: false },
      { label: words.late, value: String(late.length), alarming: late.length > 0 },
    ],
    goal: phase.goal ?? '',
    columns: [words.task, words.responsible, words.due, words.state, words.progress],
    tasks: branches.map(({ row, depth }) => ({
      depth,
      kind: row.kind,
      title: row.title,
      status: says.choice(business.task.fields.status, row.state),
      responsible: responsible(row),
      start: row.from === null || row.from === row.until ? '' : says.briefDay(row.from),
      due: row.until === null ? '' : says.briefDay(row.until),
      progress: says.percent(row.progress),
      late: row.late,
      done: row.state === 'done',
      deliverables: row.deliverables ?? '',
      waitsFor: waitsFor(row.id),
      remark: [row.blocked ? words.blocked : '', row.problem ? words.toCorrect : ''].filter(Boolean).join(' · '),
    })),
    late: late.map(row => ({ title: row.title, said: says.lateBy(row.until as string, today, responsible(row)) })),
    blocked: branches
      .filter(({ row }) => row.blocked && row.state !== 'done' && row.state !== 'cancelled')
      .map(({ row }) => ({
        title: row.title,
        said: [responsible(row), waitsFor(row.id) && `${words.waitsFor} ${waitsFor(row.id)}`].filter(Boolean).join(' · '),
      })),
    documents: given.documents.filter(row => row.phase === phase.id).map(row => ({ title: row.title, excerpt: excerpt(row.body) })),
    words,
  }
}

/** The same derived values that screens show, for this day. */
function withLateness(rows: readonly Task[], today: Day): Task[] {
  const known = new Map(rows.map(row => [row.id, row]))
  const source: Source = { today, rows: () => rows, row: (_, id) => known.get(id), pointing: () => [] }
  const late = new Set(run(business, { from: 'task', where: task.late.is(true) }, source).map(row => row['id']))
  return rows.map(row => ({ ...row, late: late.has(row.id) }))
}

const excerpt = (body: string): string => {
  const words = body.replaceAll('\n', ' ').trim()
  return words.length > 180 ? `${words.slice(0, words.lastIndexOf(' ', 180))}…` : words
}
