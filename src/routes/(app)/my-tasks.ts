import { addDays, type Day } from '#kernel/base/day.ts'
import { compareText } from '#kernel/base/fold.ts'
import { all, columns } from '#kernel/schema/expression.ts'
import type { Task } from '#domain/projects/task.ts'
import type { Device } from '$lib/store/device.ts'

const task = columns<Task>()
/** How much of what this person has to do is late; a task that holds others follows them. */
export function countLate(device: Device): number {
  const where = all(task.late.is(true), task.children.is(0), task.assignees.has(device.person.id))
  const [answer] = device.ask({ from: 'task', where, group: [], measures: { tasks: { count: true } } })
  return (answer as { tasks: number } | undefined)?.tasks ?? 0
}

export type MyDay = {
  readonly late: readonly Task[]
  readonly today: readonly Task[]
  readonly soon: readonly Task[]
  readonly undated: readonly Task[]
}

const weight = { critical: 0, high: 1, normal: 2, low: 3 }

/** What awaits a person: their open tasks that hold no others, by when they are due. Soon is within a week; later is left out. */
export function myDay(tasks: readonly Task[], person: string, today: Day): MyDay {
  const open = tasks.filter(task => task.assignees.includes(person) && !task.children && (task.state === 'todo' || task.state === 'doing'))
  const week = addDays(today, 7)
  const due = (task: Task) => task.until
  const by = (keep: (task: Task) => boolean) =>
    open
      .filter(keep)
      .sort((a, b) => compareText(due(a) ?? '~', due(b) ?? '~') || weight[a.priority] - weight[b.priority] || compareText(a.id, b.id))
  return {
    late: by(task => due(task) !== null && due(task)! < today),
    today: by(task => due(task) === today || (task.state === 'doing' && due(task) !== null && due(task)! > week)),
    soon: by(task => due(task) !== null && due(task)! > today && due(task)! <= week),
    undated: by(task => due(task) === null),
  }
}
