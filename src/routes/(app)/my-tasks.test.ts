import { expect, test } from 'vitest'
import type { Task } from '#domain/projects/task.ts'
import { myDay } from './my-tasks.ts'

const base = { assignees: ['awa'], children: 0, state: 'todo', priority: 'normal' }
const task = (id: string, until: string | null, more: object = {}) => ({ ...base, id, until, ...more }) as unknown as Task
const ids = (day: ReturnType<typeof myDay>) =>
  Object.fromEntries(Object.entries(day).map(([name, tasks]) => [name, tasks.map(({ id }) => id)]))

test('open tasks of a person stand by when they are due, the pressing ones first', () => {
  const tasks = [
    task('a', '2026-03-01'),
    task('b', '2026-02-27'),
    task('c', '2026-03-02', { priority: 'critical' }),
    task('d', '2026-03-02'),
    task('e', '2026-03-08'),
    task('f', null),
    task('g', '2026-04-01'),
    task('h', '2026-04-01', { state: 'doing' }),
  ]
  expect(ids(myDay(tasks, 'awa', '2026-03-02'))).toEqual({ late: ['b', 'a'], today: ['c', 'd', 'h'], soon: ['e'], undated: ['f'] })
})
test('what is finished, what holds others and what is for others is left out', () => {
  const tasks = [
    task('a', '2026-03-01', { state: 'done' }),
    task('b', '2026-03-01', { children: 2 }),
    task('c', '2026-03-01', { assignees: ['moussa'] }),
  ]
  expect(ids(myDay(tasks, 'awa', '2026-03-02'))).toEqual({ late: [], today: [], soon: [], undated: [] })
})
