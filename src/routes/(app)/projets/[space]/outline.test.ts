import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Phase } from '#domain/projects/phase.ts'
import type { Task } from '#domain/projects/task.ts'
import { keptBy, outlineOf, siblingsOf, strayGroup, unfolded } from './outline.ts'
import { allLines } from './plan/lines.ts'
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
const names = ['a', 'b', 'c', 'd', 'e', 'f']
const ranks = fc.constantFrom('a0', 'a1', 'a2', 'a3')
const placed = fc.record({
  id: fc.constantFrom(...names),
  phase: fc.constantFrom('p1', 'p2', 'gone'),
  parent: fc.option(fc.constantFrom(...names)),
  rank: ranks,
  title: fc.constantFrom('one', 'two'),
})
const edit = fc.oneof(
  // Created, deleted, restored; moved, ranked again; only renamed, which is what happens most.
  fc.record({ task: placed }),
  fc.record({ remove: fc.constantFrom(...names) }),
  fc.record({ rename: fc.constantFrom(...names), title: fc.string({ maxLength: 2 }) }),
  fc.record({ rename: fc.constantFrom(...names), title: fc.string({ maxLength: 2 }) }),
  fc.record({ phase: fc.constantFrom('p1', 'p2', 'p3'), rank: ranks, title: fc.constantFrom('one', 'two') }),
  fc.record({ shut: fc.constantFrom('p1', 'p2', 'p3') })
)
const whole = ({ groups, branches }: ReturnType<typeof outlineOf>) => ({
  groups: groups.map(group => [group.id, group.phase, ...[...unfolded(group.branches)].map(branch => branch.task)]),
  branches: [...branches.values()]
    .sort((a, b) => (a.task.id < b.task.id ? -1 : 1))
    .map(branch => {
      const { task, depth, parent, children, group } = branch
      // What is written in it names the very objects that are in the plan.
      const sound = groups.includes(group) && siblingsOf(branch).includes(branch) && (!parent || branches.get(parent.task.id) === parent)
      return [task, depth, parent?.task.id, children.map(child => child.task.id), group.id, sound]
    }),
})
test('P6 an outline that follows edits of any sort is the one made from nothing', () => {
  fc.assert(
    fc.property(fc.array(fc.array(edit, { minLength: 1, maxLength: 3 }), { maxLength: 25 }), steps => {
      const here = { phases: new Map(phases.map(row => [row.id, row])), tasks: new Map(tasks.map(row => [row.id, row])) }
      let outline = outlineOf([...here.phases.values()], [...here.tasks.values()])
      for (const step of steps) {
        for (const made of step)
          if ('task' in made) here.tasks.set(made.task.id, { ...made.task, kind: 'task' } as Task)
          else if ('remove' in made) here.tasks.delete(made.remove)
          else if ('shut' in made) here.phases.delete(made.shut)
          else if ('phase' in made) here.phases.set(made.phase, { ...phase(made.phase, made.rank), title: made.title } as Phase)
          else if (here.tasks.has(made.rename)) here.tasks.set(made.rename, { ...here.tasks.get(made.rename)!, title: made.title } as Task)
        const rows = [[...here.phases.values()], [...here.tasks.values()]] as const
        outline = outlineOf(...rows, outline)
        expect(whole(outline)).toEqual(whole(outlineOf(...rows)))
      }
    }),
    { numRuns: 300 }
  )
})
test('P6 what an edit left alone is the same branch, and the same line of the plan', () => {
  const before = outlineOf(phases, tasks)
  const shown = (of: typeof before) => new Map(allLines(of, { folded: new Set(), adding: false }).map(line => [line.id, line]))
  const [lines, branches] = [shown(before), new Map(before.branches)]
  const after = outlineOf(
    phases.map(row => ({ ...row })),
    tasks.map(row => (row.id === 'a1' ? { ...row, title: 'renamed' } : row)),
    before
  )
  const kept = tasks.filter(({ id }) => after.branches.get(id) === branches.get(id) && shown(after).get(id) === lines.get(id))
  expect(kept.map(({ id }) => id).sort()).toEqual(['a', 'a11', 'a2', 'b', 'c', 'm'])
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
