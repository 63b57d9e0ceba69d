import { expect, test } from 'vitest'
import type { Phase } from '#domain/projects/phase.ts'
import type { Task } from '#domain/projects/task.ts'
import { outlineOf } from '../outline.ts'
import { cellOf, columns, go, type Column, type Key } from './grid-keys.ts'
import { addLine, allLines, between, draftLine, inSight, linesOf, type Showing } from './lines.ts'

const task = (id: string, phase: string, rank: string, parent: string | null = null) => ({ id, phase, rank, parent, kind: 'task' }) as Task
const outline = outlineOf(
  [{ id: 'p1', rank: 'a0' } as Phase, { id: 'p2', rank: 'a1' } as Phase],
  [task('a', 'p1', 'a0'), task('a1', 'p1', 'a0', 'a'), task('b', 'p1', 'a1'), task('c', 'p2', 'a0')]
)
const showing: Showing = { folded: new Set(), adding: true }
const lines = allLines(outline, showing)
const ids = (showing: Showing) => allLines(outline, showing).map(line => line.id)
const press = (line: string, column: Column, key: Key, shown: readonly Column[] = columns) => {
  const to = go(lines, shown, { line, column }, key, 3)
  return to && `${to.line} ${to.column}`
}

test('lines: phase, tasks with what they hold, and one to type in; folding and filtering shorten them', () => {
  expect(ids(showing)).toEqual(['p1', 'a', 'a1', 'b', addLine('p1'), 'p2', 'c', addLine('p2')])
  expect(ids({ folded: new Set(['p1']), adding: false })).toEqual(['p1', 'p2', 'c'])
  expect(ids({ folded: new Set(['a']), adding: false })).toEqual(['p1', 'a', 'b', 'p2', 'c'])
  expect(ids({ folded: new Set(), keep: new Set(['a', 'a1']), adding: false })).toEqual(['p1', 'a', 'a1', 'p2'])
})
test('a draft stands after its sibling and all it holds, or at the end of its parent', () => {
  const at = (parent: string | null, after: string | null) =>
    linesOf(outline.groups[0]!, { folded: new Set(), adding: false, draft: { phase: 'p1', parent, after } }).map(line => line.id)
  expect(at(null, 'a')).toEqual(['a', 'a1', draftLine, 'b'])
  expect(at('a', null)).toEqual(['a', 'a1', draftLine, 'b'])
  expect(at('a', 'a1')).toEqual(['a', 'a1', draftLine, 'b'])
  expect(at(null, 'b')).toEqual(['a', 'a1', 'b', draftLine])
})
test('arrows go from cell to cell and keep their column through lines that lack it', () => {
  expect(press('a', 'due', { key: 'ArrowDown' })).toBe('a1 due')
  expect(press('a', 'assignees', { key: 'ArrowUp' })).toBe('p1 assignees')
  expect(cellOf(lines[0]!, { line: 'p1', column: 'assignees' })).toBe('title')
  expect(press('p1', 'state', { key: 'ArrowRight' })).toBe('p1 start')
  expect(press('a', 'title', { key: 'ArrowLeft' })).toBeNull()
  expect(press('p1', 'title', { key: 'ArrowUp' })).toBeNull()
  expect(press('a', 'due', { key: 'ArrowLeft' }, ['title', 'due'])).toBe('a title')
})
test('Home, End, pages and Ctrl lead to the ends and to the neighbouring phases', () => {
  expect(press('a', 'due', { key: 'Home' })).toBe('a title')
  expect(press('p1', 'title', { key: 'End' })).toBe('p1 progress')
  expect(press('a', 'due', { key: 'End', ctrlKey: true })).toBe(`${addLine('p2')} due`)
  expect(press('b', 'due', { key: 'PageDown' })).toBe('c due')
  expect(press('b', 'due', { key: 'PageUp' })).toBe('p1 due')
  expect(press('b', 'due', { key: 'ArrowUp', ctrlKey: true })).toBe('p1 due')
  expect(press('b', 'due', { key: 'ArrowDown', ctrlKey: true })).toBe('p2 due')
})
test('Tab goes on in the next line, Shift+Tab back, and out of the plan at its ends', () => {
  expect(press('a', 'priority', { key: 'Tab' })).toBe('a1 title')
  expect(press('a1', 'title', { key: 'Tab', shiftKey: true })).toBe('a priority')
  expect(press(addLine('p1'), 'title', { key: 'Tab' })).toBe('p2 title')
  expect(press(addLine('p2'), 'title', { key: 'Tab' })).toBeNull()
})
test('a range holds tasks alone, whichever end comes first', () => {
  expect(between(lines, 'c', 'a1')).toEqual(['a1', 'b', 'c'])
})
test('only the lines in sight are drawn, with a few around', () => {
  expect(inSight(3600, 4400, 36, 2000, 8)).toEqual({ from: 92, to: 131 })
  expect(inSight(-900, -100, 36, 50, 8)).toEqual({ from: 0, to: 6 })
  expect(inSight(99999, 100500, 36, 50, 8)).toEqual({ from: 50, to: 50 })
})
