import { addDays, type Day } from '#kernel/base/day.ts'
import { fold } from '#kernel/base/fold.ts'
import type { Refusal } from '#kernel/command/command.ts'
import type { Label } from '#kernel/schema/field.ts'
import { limits } from '#kernel/space/limits.ts'
import { readLinks } from './links.ts'
import { outline } from './outline.ts'
import { readOwners, type Member } from './owners.ts'
import { problemAt, type Plan, type PlanTask, type RowProblem } from './plan.ts'
import { areShares, orderOf, readDay, readDays, readFlag, readMinutes, readPercent, readPriority, type DateOrder } from './read-value.ts'
import { refusePlan, type Mapping, type Meaning } from './recognise.ts'
import type { Line, Table } from './read-table.ts'
import { knownStatus, statusKey, suggestStatus, type StatusMeaning } from './status-words.ts'

/** What only the person who imports can say, and who the members are. */
export type Choices = {
  readonly language: keyof Label
  /** Answers about words of the status column, by `statusKey(word)`. */
  readonly statuses: Readonly<Record<string, StatusMeaning>>
  readonly dateOrder?: DateOrder
  readonly people: readonly Member[]
}
export type Question =
  | {
      readonly about: 'status'
      readonly word: string
      readonly key: string
      readonly lines: readonly number[]
      readonly suggestion: StatusMeaning | null
    }
  | { readonly about: 'dates'; readonly examples: readonly string[]; readonly suggestion: DateOrder }
/** The plan as far as it is understood. Nothing is to be imported while questions stand. */
export type Reading = {
  readonly plan: Plan
  readonly questions: readonly Question[]
  readonly problems: readonly RowProblem[]
  /** The words of the status column as they stand in the file, and what each becomes; null is asked. */
  readonly statuses: readonly { readonly word: string; readonly count: number; readonly meaning: StatusMeaning | null }[]
}
const nowhere: Label = { fr: 'Sans phase', en: 'No phase' }

export function readPlan(table: Table, mapping: Mapping, choices: Choices): Reading | Refusal {
  const refusal = refusePlan(table.header, mapping)
  if (refusal) return refusal
  const problems: RowProblem[] = []
  const cell = (line: Line, column: Meaning) => line.cells[mapping[column] ?? -1] ?? ''
  const report = (line: Line, column: Meaning, code: RowProblem['code'], text = '') =>
    void problems.push(problemAt(line.line, column, code, text))
  const rows = numbered(table.lines, cell, report)
  const { parents, headings, missing } = outline(rows.map(({ source }) => source))
  const { order, question } = chooseOrder(rows, cell, choices)
  const shares = areShares(rows.map(({ line }) => cell(line, 'percent')).filter(Boolean))
  const words = new Map<string, { word: string; lines: number[]; meaning: StatusMeaning | null }>()
  const phases = new Map<string, string>()
  const phaseOf = new Map<string, string>()
  const services = new Map<string, string>()

  const readStatus = (line: Line): Pick<PlanTask, 'status' | 'blocked'> => {
    if (mapping.status === undefined) return {}
    const word = cell(line, 'status')
    const key = statusKey(word)
    const answer = Object.hasOwn(choices.statuses, key) ? choices.statuses[key] : undefined
    const meaning = word === '' ? 'todo' : (answer ?? knownStatus(word))
    const former = words.get(key)
    if (former) former.lines.push(line.line)
    else words.set(key, { word, lines: [line.line], meaning })
    return meaning ? { status: meaning === 'blocked' ? 'todo' : meaning, blocked: meaning === 'blocked' } : {}
  }
  const readPhase = (line: Line, source: string): string => {
    const own = cell(line, 'phase')
    const parent = parents.get(source)
    const inherited = parent ? phaseOf.get(parent) : undefined
    if (inherited !== undefined && own !== '' && fold(own) !== fold(inherited)) report(line, 'phase', 'otherPhase', own)
    const title = inherited ?? (own || (mapping.phase === undefined ? 'Plan' : nowhere[choices.language]))
    if (inherited === undefined && own === '' && mapping.phase !== undefined) report(line, 'phase', 'noPhase', title)
    if (!phases.has(fold(title))) phases.set(fold(title), title)
    const phase = phases.get(fold(title)) as string
    phaseOf.set(source, phase)
    return phase
  }
  const readDate = (line: Line, column: 'start' | 'due'): Day | null => {
    const text = cell(line, column)
    const found = text === '' ? null : readDay(text, order)
    if (text !== '' && found === null) report(line, column, 'badDate', text)
    return found
  }
  const readDates = (line: Line): Pick<PlanTask, 'start' | 'due'> => {
    const start = readDate(line, 'start')
    const written = readDate(line, 'due')
    const text = cell(line, 'duration')
    const days = text === '' ? null : readDays(text)
    if (text !== '' && days === null) report(line, 'duration', 'badDuration', text)
    const due = written ?? (start && days && cell(line, 'due') === '' ? addDays(start, days - 1) : null)
    if (start && due && due < start) report(line, 'due', 'endBeforeStart')
    return {
      ...(mapping.start === undefined ? {} : { start }),
      ...(mapping.due === undefined && mapping.duration === undefined ? {} : { due }),
    }
  }
  const value = <T>(line: Line, column: Meaning, code: RowProblem['code'], read: (text: string) => T | null): T | null => {
    const text = cell(line, column)
    const found = text === '' ? null : read(text)
    if (text !== '' && found === null) report(line, column, code, text)
    return found
  }
  const readOwner = (line: Line): Pick<PlanTask, 'assignees' | 'service'> => {
    if (mapping.owner === undefined) return {}
    const found = readOwners(cell(line, 'owner'), choices.people, services)
    for (const name of found.left) report(line, 'owner', 'severalOwners', name)
    return { assignees: found.assignees, service: found.service }
  }

  const tasks = inDepth(rows, parents).map(({ line, source, title }): PlanTask => {
    const parent = parents.get(source) ?? null
    const heading = headings.has(source)
    if (missing.has(source)) report(line, 'number', 'missingHeading', missing.get(source))
    if (title.length > limits.text) report(line, 'title', 'longTitle')
    const kind = heading ? (parent === null ? 'step' : 'task') : readFlag(cell(line, 'milestone')) ? 'milestone' : 'task'
    return {
      ...{ line: line.line, source, parent, kind, phase: readPhase(line, source), title: title.slice(0, limits.text).toWellFormed() },
      ...readStatus(line),
      ...(mapping.percent === undefined ? {} : { percent: value(line, 'percent', 'badPercent', text => readPercent(text, shares)) }),
      ...readDates(line),
      ...readOwner(line),
      ...(mapping.deliverables === undefined
        ? {}
        : { deliverables: cell(line, 'deliverables').slice(0, limits.note).toWellFormed() || null }),
      ...(mapping.priority === undefined ? {} : { priority: value(line, 'priority', 'unknownPriority', readPriority) ?? 'normal' }),
      ...(mapping.estimate === undefined ? {} : { estimate: value(line, 'estimate', 'badEstimate', readMinutes) }),
    }
  })
  const found = readLinks(
    rows.map(({ line, source }) => ({ line: line.line, source, text: cell(line, 'dependencies') })),
    parents
  )
  const statuses = [...words].flatMap(([key, { word, lines, meaning }]): Question[] =>
    meaning ? [] : [{ about: 'status', word, key, lines: lines.sort((a, b) => a - b), suggestion: suggestStatus(word) }]
  )
  return {
    plan: {
      phases: [...phases.values()],
      tasks: tasks.sort((a, b) => a.line - b.line),
      links: found.links,
      services: [...services.values()],
    },
    questions: [...(question ? [question] : []), ...statuses],
    problems: [...problems, ...found.problems].sort((a, b) => a.line - b.line),
    statuses: [...words.values()].map(({ word, lines, meaning }) => ({ word, count: lines.length, meaning })),
  }
}

type Numbered = { readonly line: Line; readonly source: string; readonly title: string }
/** The rows that can be tasks, each with its number; a file without numbers is counted by its rows. */
function numbered(
  lines: readonly Line[],
  cell: (line: Line, column: Meaning) => string,
  report: (line: Line, column: Meaning, code: RowProblem['code'], text?: string) => void
): Numbered[] {
  const seen = new Set<string>()
  return lines.flatMap((line, i) => {
    const [title, source] = [cell(line, 'title'), cell(line, 'number').slice(0, 40) || `#${i + 1}`]
    if (!title) report(line, 'title', 'missingTitle')
    else if (seen.has(source)) report(line, 'number', 'duplicateNumber', source)
    else {
      seen.add(source)
      return [{ line, source, title }]
    }
    return []
  })
}

/** Headings before what is under them, so that a subtask knows the phase of its heading wherever the file has it. */
function inDepth(rows: readonly Numbered[], parents: ReadonlyMap<string, string | null>): Numbered[] {
  const depth = (source: string): number => {
    const parent = parents.get(source)
    return parent ? depth(parent) + 1 : 0
  }
  return rows
    .map(row => ({ row, depth: depth(row.source) }))
    .sort((a, b) => a.depth - b.depth)
    .map(({ row }) => row)
}

/** How 03/04 is read: as the dates tell, as the person says, or asked, offering the order in which fewer ends precede their start. */
function chooseOrder(
  rows: readonly Numbered[],
  cell: (line: Line, column: Meaning) => string,
  choices: Choices
): { order: DateOrder; question: Question | null } {
  const texts = rows.flatMap(({ line }) => [cell(line, 'start'), cell(line, 'due')]).filter(Boolean)
  const told = orderOf(texts)
  if (told !== 'either') return { order: told ?? 'dmy', question: null }
  if (choices.dateOrder) return { order: choices.dateOrder, question: null }
  const odd = (order: DateOrder) =>
    rows.filter(({ line }) => {
      const [start, due] = [readDay(cell(line, 'start'), order), readDay(cell(line, 'due'), order)]
      return start !== null && due !== null && due < start
    }).length
  const suggestion = odd('mdy') < odd('dmy') ? 'mdy' : 'dmy'
  const examples = [...new Set(texts)].slice(0, 3)
  return { order: suggestion, question: { about: 'dates', examples, suggestion } }
}
