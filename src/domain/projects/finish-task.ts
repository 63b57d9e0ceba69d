import type { Change } from './place-task.ts'
import type { Task } from './task.ts'
import { descendants, type Placed } from './tree.ts'

type Worked = Placed & Pick<Task, 'status' | 'children' | 'percent'>

/** A task with subtasks that count takes its progress and its state from them. */
export const isHeading = (task: Pick<Task, 'children'>): boolean => task.children > 0

const change = (id: string, patch: Record<string, unknown>): Change => ({ entity: 'task', id, patch })
const work = <T extends Worked>(tasks: readonly T[], id: string): T[] => {
  const task = tasks.find(one => one.id === id)
  return task ? [task, ...descendants(tasks, id)] : []
}

/** A task, or every task under a heading that is not cancelled: the heading follows them. */
export function finish<T extends Worked>(tasks: readonly T[], id: string): Change[] {
  return work(tasks, id)
    .filter(task =>
      task.id === id ? task.status !== 'done' && (!isHeading(task) || task.status === 'cancelled') : !isHeading(task) && !settled(task)
    )
    .map(task => change(task.id, { status: isHeading(task) ? 'doing' : 'done' }))
}
const settled = ({ status }: Worked) => status === 'done' || status === 'cancelled'

/** Finished work is to be done again, cancelled work counts again, and so does what was entered as progress. */
export function reopen<T extends Worked>(tasks: readonly T[], id: string): Change[] {
  const from = tasks.find(one => one.id === id)?.status === 'cancelled' ? 'cancelled' : 'done'
  return work(tasks, id)
    .filter(task => task.status === from && (from === 'cancelled' || task.id === id || !isHeading(task)))
    .map(task => change(task.id, task.percent === 100 ? { status: 'todo', percent: 0 } : { status: task.percent > 0 ? 'doing' : 'todo' }))
}

/** It and the open work under it no longer count. */
export function cancel<T extends Worked>(tasks: readonly T[], id: string): Change[] {
  return work(tasks, id)
    .filter(task => (task.id === id ? task.status !== 'cancelled' : !settled(task)))
    .map(task => change(task.id, { status: 'cancelled' }))
}
