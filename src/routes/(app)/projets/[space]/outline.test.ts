import { expect, test } from 'vitest'
import type { Phase } from '#domain/projects/phase.ts'
import type { Task } from '#domain/projects/task.ts'
import { keptBy, outlineOf, strayGroup, unfolded } from './outline.ts'
import { oneStep, phaseStep, placing, topmost, type Move } from './placing.ts'

const phase = (id: string, rank: string) => ({ id, rank, title: id }) as Phase
const task = (id: string, phase: string, rank: string, parent: string | null = null, more: Partial<Task> = {}) =>
  ({ id, phase, rank, parent, title: id, kind: 'task', ...more }) as Task
const phases = [phase('p2', 'a1'), phase('p1', 'a0')]
const tasks = [
  task('b', 'p1', 'a1'),
  task('a', 'p1', 'a0', null, { kind: 'step' }),
  task('a2', 'p1', 'a1', 'a'),
  task('a1', 'p1', 'a0', 'a'),
  task('a11', 'p1', 'a0', 'a1'),
  task('m', 'p1', 'a2', null, { kind: 'milestone' }),
  task('c', 'p2', 'a0'),
]
const plan = outlineOf(phases, tasks)
const read = (outline: ReturnType<typeof outlineOf>) =>
  outline.groups.map(group =>
    [group.id, ...[...unfolded(group.branches)].map(branch => '.'.repeat(branch.depth) + branch.task.id)].join(' ')
  )
/** The plan once the changes are written. */
function after(changes: ReturnType<typeof placing>) {
  const patched = tasks.map(task => ({
    ...task,
    ...Object.assign({}, ...(changes ?? []).filter(change => change.id === task.id).map(change => change.patch)),
  }))
  return read(outlineOf(phases, patched))
}
const step = (move: Move, ...ids: string[]) => {
  const place = oneStep(plan, ids, move)
  return place && after(placing(plan, ids, place))
}

test('phases and tasks come by rank, tasks under the one that holds them', () => {
  expect(read(plan)).toEqual(['p1 a .a1 ..a11 .a2 b m', 'p2 c'])
})
test('a task with an unknown phase, a parent elsewhere or a circle is still shown, once', () => {
  const odd = outlineOf(phases, [
    task('x', 'gone', 'a0'),
    task('y', 'p2', 'a0', 'x'),
    task('u', 'p1', 'a0', 'v'),
    task('v', 'p1', 'a1', 'u'),
  ])
  expect(read(odd)).toEqual(['p1 v .u', 'p2 y', `${strayGroup} x`])
})
test('a folded task hides what is below it, and what passes a filter keeps its parents', () => {
  expect([...unfolded(plan.groups[0]!.branches, new Set(['a']))].map(({ task }) => task.id)).toEqual(['a', 'b', 'm'])
  expect([...keptBy(plan, task => task.id === 'a11')]).toEqual(['a11', 'a1', 'a'])
})
test('tasks chosen with the one that holds them move once', () => {
  expect(topmost(plan, ['a11', 'c', 'a']).map(({ task }) => task.id)).toEqual(['a', 'c'])
})
test('a task goes before another, at the end, under a step and into another phase with all it holds', () => {
  expect(after(placing(plan, ['b'], { phase: 'p1', parent: null, before: 'a' }))).toEqual(['p1 b a .a1 ..a11 .a2 m', 'p2 c'])
  expect(after(placing(plan, ['b'], { phase: 'p1', parent: 'a', before: 'a2' }))).toEqual(['p1 a .a1 ..a11 .b .a2 m', 'p2 c'])
  expect(after(placing(plan, ['a'], { phase: 'p2', parent: null, before: null }))).toEqual(['p1 b m', 'p2 c a .a1 ..a11 .a2'])
  expect(after(placing(plan, ['a', 'b'], { phase: 'p1', parent: null, before: 'b' }))).toEqual(['p1 a .a1 ..a11 .a2 b m', 'p2 c'])
})
test('a task never goes under itself, under what it holds, under a milestone, or among the strays', () => {
  for (const parent of ['a', 'a11', 'm']) expect(placing(plan, ['a'], { phase: 'p1', parent, before: null })).toBeNull()
  expect(placing(plan, ['a'], { phase: strayGroup, parent: null, before: null })).toBeNull()
})
test('the keyboard moves by one place, through its parents and across phases', () => {
  expect(step('up', 'b')).toEqual(['p1 b a .a1 ..a11 .a2 m', 'p2 c'])
  expect(step('down', 'a')).toEqual(['p1 b a .a1 ..a11 .a2 m', 'p2 c'])
  expect(step('down', 'm')).toEqual(['p1 a .a1 ..a11 .a2 b', 'p2 m c'])
  expect(step('up', 'c')).toEqual(['p1 a .a1 ..a11 .a2 b m c', 'p2'])
  expect(step('up', 'a1')).toEqual(['p1 a1 .a11 a .a2 b m', 'p2 c'])
  expect(step('down', 'a2')).toEqual(['p1 a .a1 ..a11 a2 b m', 'p2 c'])
  expect(step('in', 'b')).toEqual(['p1 a .a1 ..a11 .a2 .b m', 'p2 c'])
  expect(step('out', 'a1')).toEqual(['p1 a .a2 a1 .a11 b m', 'p2 c'])
  expect(step('down', 'a', 'b')).toEqual(['p1 m a .a1 ..a11 .a2 b', 'p2 c'])
  expect(step('up', 'a')).toBeNull()
  expect(step('in', 'a')).toBeNull()
  expect(step('out', 'b')).toBeNull()
  expect(step('up', 'b', 'c')).toBeNull()
})
test('a phase goes one place up or down, not past the ends', () => {
  const change = phaseStep(plan, 'p1', 1)
  expect(String(change?.patch['rank']) > 'a1').toBe(true)
  expect(phaseStep(plan, 'p1', -1)).toBeNull()
})
test('between two that share a rank, all their siblings are ranked again', () => {
  const tied = outlineOf(phases, [task('x', 'p1', 'a0'), task('y', 'p1', 'a0'), task('z', 'p2', 'a0')])
  const changes = placing(tied, ['z'], { phase: 'p1', parent: null, before: 'y' }) ?? []
  const rank = (id: string) => String(changes.find(change => change.id === id)?.patch['rank'])
  expect(rank('x') < rank('z') && rank('z') < rank('y')).toBe(true)
})
