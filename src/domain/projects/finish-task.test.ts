import { expect, it } from 'vitest'
import { derivedId } from '#kernel/base/id.ts'
import { project as rebuild, type Entry } from '#kernel/projector/projection.ts'
import { business } from '../model.ts'
import { cancel, finish, isHeading, reopen } from './finish-task.ts'
import type { Change } from './place-task.ts'
import type { Task } from './task.ts'

const id = (name: string) => derivedId('finish', name)
const space = id('space')
const entry = (name: string, parent: string | null, values: Record<string, unknown> = {}): Entry => ({
  entity: 'task',
  id: id(name),
  values: { title: name, phase: id('p'), parent: parent && id(parent), ...values },
})
const entries: Entry[] = [
  { entity: 'project', id: space, values: { title: 'Lancement' } },
  { entity: 'phase', id: id('p'), values: { title: 'Étude', project: space } },
  entry('step', null, { kind: 'step' }),
  entry('group', 'step'),
  entry('leaf', 'group', { percent: 30, status: 'doing' }),
  entry('made', 'group', { status: 'done' }),
  entry('void', 'step', { status: 'cancelled' }),
  entry('other', 'step'),
]
function start() {
  const projection = rebuild(business, space, entries)
  const tasks = () => [...projection.rows('task').values()] as unknown as Task[]
  const write = (changes: Change[]) =>
    projection.apply(
      changes.map(change => ({ entity: 'task', id: change.id, values: { ...projection.raw('task', change.id), ...change.patch } }))
    )
  const state = (name: string) => projection.row('task', id(name))?.['state']
  return { projection, tasks, write, state }
}

it('MKT-03 finishing a step finishes the work under it, and the step follows', () => {
  const { tasks, write, state } = start()
  expect(isHeading(tasks().find(task => task.id === id('step')) as Task)).toBe(true)
  const changes = finish(tasks(), id('step'))
  expect(changes.map(change => change.id).sort()).toEqual([id('leaf'), id('other')].sort())
  write(changes)
  expect(['step', 'group', 'leaf', 'void'].map(state)).toEqual(['done', 'done', 'done', 'cancelled'])
  expect(finish(tasks(), id('step'))).toEqual([])
})

it('MKT-03 finishing a task writes that task only', () => {
  const { tasks, write, state } = start()
  expect(finish(tasks(), id('leaf'))).toEqual([{ entity: 'task', id: id('leaf'), patch: { status: 'done' } }])
  write(finish(tasks(), id('leaf')))
  expect([state('leaf'), state('group'), state('step')]).toEqual(['done', 'done', 'doing'])
  expect(finish(tasks(), id('ghost'))).toEqual([])
})

it('MKT-03 reopening gives back what was entered as progress', () => {
  const { tasks, write, state } = start()
  write(finish(tasks(), id('step')))
  write(reopen(tasks(), id('step')))
  expect(['step', 'leaf', 'made', 'other', 'void'].map(state)).toEqual(['doing', 'doing', 'todo', 'todo', 'cancelled'])
  write([{ entity: 'task', id: id('other'), patch: { percent: 100, status: 'done' } }])
  expect(reopen(tasks(), id('other'))).toEqual([{ entity: 'task', id: id('other'), patch: { status: 'todo', percent: 0 } }])
})

it('MKT-04 cancelling a step takes it and its open work out of the count, and reopening brings them back', () => {
  const { projection, tasks, write, state } = start()
  write(cancel(tasks(), id('step')))
  expect(['step', 'group', 'leaf', 'made', 'other'].map(state)).toEqual(['cancelled', 'cancelled', 'cancelled', 'done', 'cancelled'])
  expect(projection.row('phase', id('p'))).toMatchObject({ steps: 0, progress: 0 })
  write(reopen(tasks(), id('step')))
  expect(['step', 'group', 'leaf', 'made', 'other'].map(state)).toEqual(['doing', 'doing', 'doing', 'done', 'todo'])
})
