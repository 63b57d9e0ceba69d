import { fold } from '#kernel/base/fold.ts'
import { derivedId } from '#kernel/base/id.ts'
import { ranksBetween } from '#kernel/base/rank.ts'
import type { Edit } from '#kernel/command/command.ts'
import type { Plan, PlanTask } from './plan.ts'

type Row = Readonly<Record<string, unknown>>
/** What is there already; rows that are deleted included. */
export type Existing = { row(entity: string, id: string): Row | null | undefined; rows(entity: string): Iterable<Row> }
export const nothingYet: Existing = { row: () => null, rows: () => [] }
/** The project that receives the plan; `fresh` when it is made for it, and then `name` is its title. */
export type Target = { readonly workspace: string; readonly space: string; readonly name: string; readonly fresh: boolean }
export type PlanEdits = {
  readonly edits: readonly Edit[]
  readonly services: readonly { readonly id: string; readonly name: string; readonly known: boolean }[]
  /** Records of the file that people have deleted, or moved elsewhere, since an earlier import: they are left where they are. */
  readonly left: readonly string[]
}

/** The project and the number in the file make the id: importing again, or twice at once, writes the same records. */
export const taskId = (space: string, source: string): string => derivedId(space, 'task', source)

/** Everything the plan writes. What stands keeps its place; what is new takes its place among its neighbours in the file. */
export function planEdits(plan: Plan, target: Target, existing: Existing): PlanEdits {
  const { space, workspace } = target
  const left: string[] = []
  const edits: Edit[] = []
  const write = (entity: string, id: string, values: Row) => {
    const row = existing.row(entity, id)
    if (row && (row['hidden'] || row['space'] !== space)) left.push(id)
    else edits.push({ space, entity, id, values })
  }
  const known = new Map([...existing.rows('service')].map(row => [fold(String(row['name'])), String(row['id'])]))
  const services = plan.services.map(name => {
    const id = known.get(fold(name))
    return { id: id ?? derivedId(workspace, 'service', fold(name)), name, known: id !== undefined }
  })
  const serviceId = new Map(services.map(({ id, name }) => [fold(name), id]))

  if (target.fresh && !existing.row('project', space)) write('project', space, { title: target.name })
  const phases = phaseIds(plan, space, existing)
  const phaseRanks = ranks([...phases.values()], id => rankIn(existing.row('phase', id), {}))
  for (const [title, id] of phases) {
    const named = plan.phases.find(phase => fold(phase) === title)
    write('phase', id, { title: named, project: space, rank: phaseRanks.get(id) })
  }
  const headings = new Set(plan.tasks.map(task => task.parent))
  for (const siblings of families(plan.tasks)) {
    const place = {
      phase: phases.get(fold(siblings[0]?.phase ?? '')),
      parent: siblings[0]?.parent ? taskId(space, siblings[0].parent) : null,
    }
    const ids = siblings.map(task => taskId(space, task.source))
    const found = ranks(ids, id => rankIn(existing.row('task', id), place))
    siblings.forEach((task, i) => {
      const id = ids[i] as string
      write('task', id, { ...valuesOf(task, headings.has(task.source), serviceId), ...place, rank: found.get(id) })
    })
  }
  for (const { from, to, kind, lag } of plan.links)
    write('dependency', derivedId(space, 'dependency', from, to), { from: taskId(space, from), to: taskId(space, to), kind, lag })
  return { edits, services, left }
}

/** A phase that stands under the same title is the one; else its id derives from its title. */
function phaseIds(plan: Plan, space: string, existing: Existing): Map<string, string> {
  const standing = new Map<string, string>()
  for (const row of existing.rows('phase'))
    if (row['space'] === space && !row['hidden'] && !standing.has(fold(String(row['title']))))
      standing.set(fold(String(row['title'])), String(row['id']))
  return new Map(
    plan.phases.map(title => {
      const own = derivedId(space, 'imported phase', fold(title))
      return [fold(title), existing.row('phase', own) ? own : (standing.get(fold(title)) ?? own)]
    })
  )
}

/** Siblings together, in the order of the file. */
function families(tasks: readonly PlanTask[]): PlanTask[][] {
  const groups = new Map<string, PlanTask[]>()
  for (const task of tasks) {
    const key = task.parent === null ? `phase ${fold(task.phase)}` : `task ${task.parent}`
    const group = groups.get(key)
    if (group) group.push(task)
    else groups.set(key, [task])
  }
  return [...groups.values()]
}

const rankIn = (row: Row | null | undefined, place: Row): string | null =>
  row && Object.entries(place).every(([name, value]) => (row[name] ?? null) === (value ?? null)) ? String(row['rank']) : null

/** The rank each keeps, or one between its neighbours' for those that have none yet. */
function ranks(ids: readonly string[], standing: (id: string) => string | null): Map<string, string> {
  const found = new Map<string, string>()
  let before: string | null = null
  for (let i = 0; i < ids.length;) {
    const rank = standing(ids[i] as string)
    let next = i
    if (rank !== null) next = i + 1
    else while (next < ids.length && standing(ids[next] as string) === null) next++
    const after: string | null = rank !== null ? null : next < ids.length ? standing(ids[next] as string) : null
    const fresh: string[] = rank !== null ? [rank] : ranksBetween(before, after, next - i)
    ids.slice(i, next).forEach((id, j) => found.set(id, fresh[j] ?? 'a0'))
    before = fresh.at(-1) ?? before
    i = next
  }
  return found
}

/** A heading's progress comes from what is under it: what the file says of it is compared, never written. */
function valuesOf(task: PlanTask, heading: boolean, services: ReadonlyMap<string, string>): Row {
  const { line: _, source, parent: _parent, phase: _phase, percent, service, ...values } = task
  return {
    ...values,
    ...(source.startsWith('#') ? {} : { code: source }),
    ...(percent === undefined || heading ? {} : { percent: percent ?? 0 }),
    ...(service === undefined ? {} : { service: service === null ? null : (services.get(fold(service)) ?? null) }),
  }
}
