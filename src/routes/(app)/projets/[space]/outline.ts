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
export type Outline = { readonly groups: readonly Group[]; readonly branches: ReadonlyMap<string, Branch> }

export const strayGroup = 'stray'
const byRank = (a: { rank: string; id: string }, b: { rank: string; id: string }) => compareText(a.rank, b.rank) || compareText(a.id, b.id)

/** The plan as a tree. A parent that is absent, in another phase, or in a circle does not hold: the task stands at the top of its phase. */
export function outlineOf(phases: readonly Phase[], tasks: readonly Task[]): Outline {
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
  for (const task of tasks.toSorted(byRank)) place(task)
  // A parent placed on the way of its child may have come before its own elder siblings.
  for (const { children } of branches.values()) if (children.length > 1) children.sort((a, b) => byRank(a.task, b.task))
  const all = [...groups.values(), ...(stray.branches.length ? [stray] : [])]
  for (const group of all) group.branches.sort((a, b) => byRank(a.task, b.task))
  return { groups: all, branches }
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
