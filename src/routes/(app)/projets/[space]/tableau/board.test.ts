import { expect, test } from 'vitest'
import type { Phase } from '#domain/projects/phase.ts'
import type { Task } from '#domain/projects/task.ts'
import { outlineOf } from '../outline.ts'
import { beside, columnsOf, goCard, phaseFor } from './board.ts'

const task = (id: string, phase: string, rank: string, more: Partial<Task> = {}) =>
  ({ id, phase, rank, parent: null, kind: 'task', title: id, status: 'todo', assignees: [], ...more }) as unknown as Task
const outline = outlineOf(
  [{ id: 'p1', rank: 'a0', state: 'done' } as Phase, { id: 'p2', rank: 'a1', state: 'doing' } as Phase],
  [
    task('étape', 'p1', 'a0', { kind: 'step' }),
    task('a', 'p1', 'a0', { parent: 'étape', status: 'done' }),
    task('b', 'p2', 'a0', { assignees: ['awa'] }),
    task('c', 'p1', 'a1'),
    task('d', 'p2', 'a1', { status: 'cancelled' }),
    task('é', 'p2', 'a2', { status: 'cancelled' }),
  ]
)
const everything = { words: '', phase: '', person: '' }
const read = (filter: Partial<typeof everything>) =>
  columnsOf(outline, { ...everything, ...filter }).map(({ cards }) => cards.map(card => card.task.id).join(' '))
const columns = columnsOf(outline, everything)

test('cards are the work itself, by state, in the order of the plan', () => {
  expect(read({})).toEqual(['c b', '', 'a', 'd é'])
  expect(read({ phase: 'p2' })).toEqual(['b', '', '', 'd é'])
  expect(read({ person: 'awa' })).toEqual(['b', '', '', ''])
  expect(read({ words: 'E' })).toEqual(['', '', '', 'é'])
})
test('arrows go up, down and across at the same height, over empty columns', () => {
  expect(goCard(columns, 'c', 'ArrowDown')).toBe('b')
  expect(goCard(columns, 'b', 'ArrowDown')).toBeNull()
  expect(goCard(columns, 'b', 'ArrowRight')).toBe('a')
  expect(goCard(columns, 'é', 'ArrowLeft')).toBe('a')
  expect(goCard(columns, 'c', 'ArrowLeft')).toBeNull()
  expect(goCard(columns, 'd', 'End')).toBe('é')
  expect(goCard(columns, null, 'ArrowDown')).toBe('c')
})
test('a card moves one column at a time, not past the ends', () => {
  expect([beside('todo', 1), beside('done', -1), beside('todo', -1), beside('cancelled', 1)]).toEqual(['doing', 'doing', null, null])
})
test('a card typed on the board goes to the phase shown, else to the one under way', () => {
  expect([phaseFor(outline, 'p1'), phaseFor(outline, ''), phaseFor(outline, 'gone'), phaseFor(outlineOf([], []), '')]).toEqual([
    'p1',
    'p2',
    null,
    null,
  ])
})
