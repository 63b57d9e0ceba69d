import { compareText } from '#kernel/base/fold.ts'
import type { Phase } from '#domain/projects/phase.ts'
import type { Task } from '#domain/projects/task.ts'

/** A task where it stands in the plan. */
export type Branch = {
  readonly task: Task
  readonly depth: number
  readonly parent: Branch | null
  readonly children: Branch[]
  readonly group: Group
}
/** A phase and what stands in it. `phase: null` gathers the tasks whose phase is not here, so that none is ever lost from sight. */
export type Group = { readonly id: string; readonly phase: Phase | null; readonly branches: Branch[] }
/** `phases` and `tasks` are what it was made of, `order` the tasks by rank. */
export type Outline = {
  readonly groups: readonly Group[]
  readonly branches: ReadonlyMap<string, Branch>
  readonly phases: readonly Phase[]
  readonly tasks: readonly Task[]
  readonly order: readonly Task[]
}
type Growing = { -readonly [Name in keyof Branch]: Branch[Name] }

export const strayGroup = 'stray'
type Ranked = { readonly id: string; readonly rank: string }
const byRank = (a: Ranked, b: Ranked) => compareText(a.rank, b.rank) || compareText(a.id, b.id)

/**
 * The plan as a tree. A parent that is absent, in another phase, or in a circle does not hold: the task stands at the top of its phase.
 * From a `former` outline, which is then no longer to be read, only what changed is made again: the answer is the same without it.
 */
export function outlineOf(phases: readonly Phase[], tasks: readonly Task[], former?: Outline): Outline {
  if (former?.phases === phases && former.tasks === tasks) return former
  const changed = former && changedInPlace(former, phases, tasks)
  return changed ? redrawn(former, phases, tasks, changed) : made(phases, tasks, ordered(tasks, former))
}

/** The tasks that are not as they were, when each phase and task stands where it stood; null when one has come, gone or moved. */
function changedInPlace(former: Outline, phases: readonly Phase[], tasks: readonly Task[]): Task[] | null {
  if (tasks.length !== former.tasks.length || phases.length !== former.phases.length) return null
  if (!phases.every((phase, at) => phase.id === former.phases[at]?.id && phase.rank === former.phases[at]?.rank)) return null
  const changed = tasks.filter((task, at) => task !== former.tasks[at])
  const stays = (task: Task) => {
    const was = former.branches.get(task.id)?.task
    return was !== undefined && was.phase === task.phase && was.parent === task.parent && was.rank === task.rank
  }
  // As many as before, each of them known: none is missing.
  return changed.every(stays) ? changed : null
}

function redrawn(
  { groups: before, branches: known, order }: Outline,
  phases: readonly Phase[],
  tasks: readonly Task[],
  changed: readonly Task[]
) {
  const branches = known as Map<string, Growing>
  for (const task of changed) {
    const was = branches.get(task.id) as Growing
    const branch: Growing = { ...was, task }
    const siblings = siblingsOf(was) as Branch[]
    siblings[siblings.indexOf(was)] = branch
    branches.set(task.id, branch)
    for (const child of was.children as Growing[]) child.parent = branch
  }
  const rows = new Map(phases.map(phase => [phase.id, phase]))
  const groups = new Map(before.map(group => [group.id, { ...group, phase: rows.get(group.id) ?? null }]))
  for (const branch of branches.values()) branch.group = groups.get(branch.group.id) as Group
  return { groups: [...groups.values()], branches, phases, tasks, order }
}

/** Those that kept their rank come in the order they had, which leaves little to sort. */
function ordered(tasks: readonly Task[], former: Outline | undefined): Task[] {
  if (!former) return tasks.toSorted(byRank)
  const rest = new Map(tasks.map(task => [task.id, task]))
  const stayed = former.order.flatMap(({ id, rank }) => {
    const task = rest.get(id)
    if (task?.rank !== rank) return []
    rest.delete(id)
    return task
  })
  return [...stayed, ...rest.values()].sort(byRank)
}

function made(phases: readonly Phase[], tasks: readonly Task[], order: readonly Task[]): Outline {
  const groups = new Map<string, Group>(phases.toSorted(byRank).map(phase => [phase.id, { id: phase.id, phase, branches: [] }]))
  const stray: Group = { id: strayGroup, phase: null, branches: [] }
  const known = new Map(tasks.map(task => [task.id, task]))
  const branches = new Map<string, Branch>()
  const under = new Set<string>()
  const place = (task: Task): Branch => {
    const placed = branches.get(task.id)
    if (placed) return placed
    under.add(task.id)
    const group = groups.get(task.phase) ?? stray
    const holder = task.parent === null ? undefined : known.get(task.parent)
    const parent = holder && holder.phase === task.phase && !under.has(holder.id) ? place(holder) : null
    under.delete(task.id)
    const branch: Branch = { task, parent, depth: parent ? parent.depth + 1 : 0, children: [], group }
    branches.set(task.id, branch)
    ;(parent?.children ?? group.branches).push(branch)
    return branch
  }
  for (const task of order) place(task)
  // A parent placed on the way of its child may have come before its own elder siblings.
  for (const { children } of branches.values()) if (children.length > 1) children.sort((a, b) => byRank(a.task, b.task))
  const all = [...groups.values(), ...(stray.branches.length ? [stray] : [])]
  for (const group of all) group.branches.sort((a, b) => byRank(a.task, b.task))
  return { groups: all, branches, phases, tasks, order }
}

/** The branches of a list in the order of reading, those under a folded one left out. */
export function* unfolded(
  branches: readonly Branch[],
  folded: ReadonlySet<string> = new Set(),
  keep?: ReadonlySet<string>
): Generator<Branch> {
  for (const branch of branches) {
    if (keep && !keep.has(branch.task.id)) continue
    yield branch
    if (!folded.has(branch.task.id)) yield* unfolded(branch.children, folded, keep)
  }
}

export const siblingsOf = (branch: Branch): readonly Branch[] => branch.parent?.children ?? branch.group.branches

/** Everything below, itself left out. */
export function* below(branch: Branch): Generator<Branch> {
  yield* unfolded(branch.children)
}

/** Those that pass, and what they stand in, so that they keep their place on screen. */
export function keptBy(outline: Outline, passes: (task: Task) => boolean): Set<string> {
  const kept = new Set<string>()
  for (const branch of outline.branches.values())
    if (passes(branch.task)) for (let at: Branch | null = branch; at && !kept.has(at.task.id); at = at.parent) kept.add(at.task.id)
  return kept
}
