import { run, type Query, type Source } from '#kernel/query/query.ts'
import { all, any, columns, type Test } from '#kernel/schema/expression.ts'
import { business } from '../model.ts'
import type { Membership } from '../people/membership.ts'
import type { Service } from '../people/service.ts'
import type { Phase } from './phase.ts'
import type { Project } from './project.ts'
import type { Task } from './task.ts'

const task = columns<Task>()
const membership = columns<Membership>()
const late = { late: { op: 'field', name: 'late' } } as const

/** What is work itself: never what only holds other tasks, which would be counted twice. */
export const leaf: Test = task.children.is(0)
const open: Test = all(leaf, task.state.in('todo', 'doing'))
const within = (space: string | undefined) => (space === undefined ? {} : { space })
const count = (source: Source, query: Query): number =>
  (run(business, { ...query, group: [], measures: { n: { count: true } } }, source)[0]?.['n'] as number) ?? 0

/** The questions behind the figures: the same rows on the device and in Postgres. */
export const queries = {
  projects: { from: 'project' },
  tasks: { from: 'task', where: leaf },
  open: { from: 'task', where: open },
  late: { from: 'task', where: all(open, task.late.is(true)), with: late, sort: [{ by: 'until' }] },
  byStatus: { from: 'task', where: leaf, group: ['state'], measures: { count: { count: true } } },
  documents: { from: 'document' },
  people: { from: 'person' },
  phases: { from: 'phase', with: late, sort: [{ by: 'rank' }] },
  projectsByUrgency: { from: 'project', with: late, sort: [{ by: 'until' }, { by: 'title' }] },
} as const satisfies Record<string, Query>
const shared = (from: 'membership' | 'groupMembership', by: string, space: string): Query => ({
  from,
  where: all(membership.of.is(space), any(membership.role.in('viewer', 'commenter', 'editor', 'manager'))),
  group: [by],
})
/** Everybody who is in a space, by themselves or through a department that is a member of it. */
function members(source: Source, space: string): Set<unknown> {
  const inside = new Set(run(business, shared('membership', 'person', space), source).map(({ person }) => person))
  for (const { group } of run(business, shared('groupMembership', 'group', space), source)) {
    const service = source.row('service', String(group)) as Partial<Service> | undefined
    if (service && !service.retired) for (const person of [...(service.members ?? []), ...(service.managers ?? [])]) inside.add(person)
  }
  return inside
}

export type Counts = {
  readonly projects: number
  readonly tasks: number
  readonly open: number
  readonly done: number
  readonly late: number
  readonly people: number
  readonly documents: number
}
/** The stat cards: of one project, where people are its members, or of all that are here. */
export function counts(source: Source, space?: string): Counts {
  const of = within(space)
  return {
    projects: count(source, { ...queries.projects, ...of }),
    tasks: count(source, { ...queries.tasks, ...of }),
    open: count(source, { ...queries.open, ...of }),
    done: tasksByStatus(source, space).find(({ status }) => status === 'done')?.count ?? 0,
    late: lateTasks(source, space).length,
    people: space === undefined ? count(source, queries.people) : members(source, space).size,
    documents: count(source, { ...queries.documents, ...of }),
  }
}

export type StatusCount = { readonly status: Task['status']; readonly count: number }
/** Every status, those without tasks included, in the order of work. */
export function tasksByStatus(source: Source, space?: string): StatusCount[] {
  const found = new Map(
    run(business, { ...queries.byStatus, ...within(space) }, source).map(answer => [answer['state'], answer['count'] as number])
  )
  return (Object.keys(business.task.fields.status.options.choices ?? {}) as Task['status'][]).map(status => ({
    status,
    count: found.get(status) ?? 0,
  }))
}

export type PhaseProgress = Pick<Phase, 'id' | 'space' | 'title' | 'state' | 'progress' | 'steps' | 'stepsDone' | 'late'> & {
  readonly from: string | null
  readonly until: string | null
}
export const phaseProgress = (source: Source, space: string): PhaseProgress[] =>
  run(business, { ...queries.phases, space }, source) as PhaseProgress[]

export type ProjectProgress = Pick<Project, 'id' | 'space' | 'title' | 'state' | 'progress' | 'priority' | 'late'> & {
  readonly until: string | null
}
/** What ends first, first. */
export const projectProgress = (source: Source): ProjectProgress[] => run(business, queries.projectsByUrgency, source) as ProjectProgress[]

export const lateTasks = (source: Source, space?: string): Task[] =>
  run(business, { ...queries.late, ...within(space) }, source) as unknown as Task[]

export type Load = {
  /** A person, else a department, else nobody: at most one of the two is given. */
  readonly person: string | null
  readonly service: string | null
  readonly tasks: number
  readonly late: number
  /** Estimated minutes still to be worked; a task of several people is shared equally. */
  readonly minutes: number
  /** Open tasks without an estimate: what `minutes` does not say. */
  readonly unestimated: number
}
/** Open work per person; what nobody has is its department's, or no one's. The heaviest first, no one last. */
export function load(source: Source, space?: string): Load[] {
  const loads = new Map<
    string,
    { person: string | null; service: string | null; tasks: number; late: number; minutes: number; unestimated: number }
  >()
  const rows = run(business, { ...queries.open, with: late, ...within(space) }, source) as unknown as Task[]
  for (const row of rows) {
    const people: (string | null)[] = row.assignees.length ? [...row.assignees] : [null]
    for (const person of people) {
      const service = person === null ? row.service : null
      const key = `${person ?? ''}/${service ?? ''}`
      const own = loads.get(key) ?? { person, service, tasks: 0, late: 0, minutes: 0, unestimated: 0 }
      loads.set(key, own)
      own.tasks++
      if (row.late) own.late++
      if (row.estimate === null) own.unestimated++
      else own.minutes += (row.estimate * (1 - row.progress / 100)) / people.length
    }
  }
  const nobody = (one: Load) => one.person === null && one.service === null
  return [...loads]
    .map(([key, own]) => ({ key, own: { ...own, minutes: Math.round(own.minutes) } }))
    .sort((a, b) => Number(nobody(a.own)) - Number(nobody(b.own)) || b.own.tasks - a.own.tasks || (a.key < b.key ? -1 : 1))
    .map(({ own }) => own)
}
