import { compareText } from '#kernel/base/fold.ts'
import type { Task } from './task.ts'

/** What arranging needs of a task: rows have it. */
export type Placed = Pick<Task, 'id' | 'phase' | 'parent' | 'rank' | 'problem'>
export type Branch<T extends Placed = Task> = { readonly row: T; readonly depth: number; readonly children: readonly Branch<T>[] }

export const inOrder = (a: { id: string; rank: string }, b: { id: string; rank: string }): number =>
  compareText(a.rank, b.rank) || compareText(a.id, b.id)

/** The record under which a task stands: none when its parent is not here or closes a circle, so that no task is lost from sight. */
export function parentOf<T extends Placed>(tasks: ReadonlyMap<string, T>): (task: T) => T | null {
  const circular = (task: T) => task.problem?.some(problem => problem.code === 'circle' && problem.field === 'parent') ?? false
  return task => (task.parent === null || task.parent === task.id || circular(task) ? null : (tasks.get(task.parent) ?? null))
}

export const byId = <T extends { id: string }>(rows: Iterable<T>): Map<string, T> => new Map([...rows].map(row => [row.id, row]))

/** The tasks of a phase, or of all, as they stand: each under its parent, in the order of (rank, id). */
export function tree<T extends Placed>(tasks: readonly T[], phase?: string): Branch<T>[] {
  const known = byId(tasks)
  const above = parentOf(known)
  const under = new Map<string | null, T[]>()
  for (const task of tasks) {
    const parent = above(task)?.id ?? null
    if (parent === null && phase !== undefined && task.phase !== phase) continue
    const siblings = under.get(parent)
    if (siblings) siblings.push(task)
    else under.set(parent, [task])
  }
  const branches = (parent: string | null, depth: number): Branch<T>[] =>
    (under.get(parent) ?? []).sort(inOrder).map(row => ({ row, depth, children: branches(row.id, depth + 1) }))
  return branches(null, 0)
}

/** The lines that are visible when these records are closed, in order. */
export function lines<T extends Placed>(branches: readonly Branch<T>[], closed: ReadonlySet<string> = new Set()): Branch<T>[] {
  return branches.flatMap(branch => [branch, ...(closed.has(branch.row.id) ? [] : lines(branch.children, closed))])
}

const neighbour = (visible: readonly Branch<Placed>[], id: string, by: 1 | -1): string | null => {
  const at = visible.findIndex(({ row }) => row.id === id)
  return at < 0 ? null : (visible[at + by]?.row.id ?? null)
}
export const nextLine = (visible: readonly Branch<Placed>[], id: string): string | null => neighbour(visible, id, 1)
export const previousLine = (visible: readonly Branch<Placed>[], id: string): string | null => neighbour(visible, id, -1)

/** Everything under a task, itself not included, whatever phase it says it is in. */
export function descendants<T extends Placed>(tasks: readonly T[], id: string): T[] {
  const above = parentOf(byId(tasks))
  const under = new Map<string, T[]>()
  for (const task of tasks) {
    const parent = above(task)
    if (parent) under.set(parent.id, [...(under.get(parent.id) ?? []), task])
  }
  const found: T[] = []
  const walk = (parent: string) => {
    for (const task of under.get(parent) ?? []) {
      found.push(task)
      walk(task.id)
    }
  }
  walk(id)
  return found
}
