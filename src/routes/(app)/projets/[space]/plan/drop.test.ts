import { expect, test } from 'vitest'
import type { Phase } from '#domain/projects/phase.ts'
import type { Task } from '#domain/projects/task.ts'
import { outlineOf } from '../outline.ts'
import { boundaryAt, dropAt, topsOf } from './drop.ts'
import { allLines } from './lines.ts'

const task = (id: string, phase: string, rank: string, parent: string | null = null, kind = 'task') =>
  ({ id, phase, rank, parent, kind }) as Task
const outline = outlineOf(
  [{ id: 'p1', rank: 'a0' } as Phase, { id: 'p2', rank: 'a1' } as Phase],
  [
    task('a', 'p1', 'a0'),
    task('a1', 'p1', 'a0', 'a'),
    task('a2', 'p1', 'a1', 'a'),
    task('b', 'p1', 'a1'),
    task('m', 'p1', 'a2', null, 'milestone'),
    task('c', 'p2', 'a0'),
  ]
)
const none = new Set<string>()
const lines = allLines(outline, { folded: none, adding: true })
// 0 p1, 1 a, 2 a1, 3 a2, 4 b, 5 m, 6 p1+, 7 p2, 8 c, 9 p2+
const drop = (at: number, depth: number, moved = ['c'], folded = none) => {
  const found = dropAt(lines, at, depth, new Set(moved), folded)
  return found && `${found.place.phase}/${found.place.parent ?? ''} <${found.place.before ?? ''} @${found.depth}`
}

test('let go between two lines, the depth is held between the line below and one more than the line above', () => {
  expect(drop(1, 0)).toBe('p1/ <a @0')
  expect(drop(1, 5)).toBe('p1/ <a @0')
  expect(drop(2, 0)).toBe('p1/a <a1 @1')
  expect(drop(3, 2)).toBe('p1/a1 < @2')
  expect(drop(3, 0)).toBe('p1/a <a2 @1')
  expect(drop(4, 0)).toBe('p1/ <b @0')
  expect(drop(4, 1)).toBe('p1/a < @1')
  expect(drop(5, 1)).toBe('p1/b < @1')
})
test('nothing goes under a milestone, and the end of a phase stands above its line to type in', () => {
  expect(drop(6, 3)).toBe('p1/ < @0')
  expect(drop(7, 0)).toBe('p1/ < @0')
  expect(drop(8, 0, ['a'])).toBe('p2/ <c @0')
  expect(drop(10, 0, ['a'])).toBe('p2/ < @0')
})
test('what moves is no place to go: neither itself nor what it carries', () => {
  expect(drop(3, 2, ['a'])).toBe('p1/ <b @0')
  expect(drop(2, 1, ['a1'])).toBe('p1/a <a2 @1')
  expect(drop(4, 1, ['b'])).toBe('p1/a < @1')
})
test('in a folded phase or task, it goes to the end', () => {
  const folded = new Set(['a', 'p2'])
  const shut = allLines(outline, { folded, adding: true })
  expect(shut.map(line => line.id).slice(0, 3)).toEqual(['p1', 'a', 'b'])
  expect(dropAt(shut, 2, 1, new Set(['c']), folded)?.place).toEqual({ phase: 'p1', parent: 'a', before: null })
  expect(dropAt(shut, shut.length, 0, new Set(['b']), folded)?.place).toEqual({ phase: 'p2', parent: null, before: null })
})
test('a height on the screen is the nearest boundary between lines', () => {
  const tops = topsOf(lines, { row: 36, head: 44, gap: 12 })
  expect(tops.slice(0, 3)).toEqual([0, 44, 80])
  expect(tops[7]).toBe(44 + 6 * 36 + 12)
  expect(boundaryAt(tops, -5)).toBe(0)
  expect(boundaryAt(tops, 50)).toBe(1)
  expect(boundaryAt(tops, 70)).toBe(2)
  expect(boundaryAt(tops, 5000)).toBe(lines.length)
})
