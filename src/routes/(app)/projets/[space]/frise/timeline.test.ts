import { expect, test } from 'vitest'
import type { Phase } from '#domain/projects/phase.ts'
import type { Task } from '#domain/projects/task.ts'
import { outlineOf } from '../outline.ts'
import { allLines } from '../plan/lines.ts'
import { arrowHead, arrowPath, kindOf } from './arrows.ts'
import { barOf, boxOf, moving, shifted } from './bars.ts'
import { dayAt, lowerTicks, mondayOf, scaleOf, upperTicks, xOf } from './time-scale.ts'

const scale = scaleOf('month', ['2025-11-10', '2026-01-15'], '2025-11-21', 800)

test('the scale begins on a Monday before the first day, and fills the screen', () => {
  expect(mondayOf('2025-11-21')).toBe('2025-11-17')
  expect(mondayOf('2025-11-17')).toBe('2025-11-17')
  expect(scale.first).toBe('2025-10-13')
  expect(scale.days * scale.px).toBeGreaterThan(800)
  expect(scaleOf('quarter', [], '2025-11-21', 4000).days * 5).toBeGreaterThanOrEqual(4000)
})
test('a day and its place answer each other, before the scale too', () => {
  for (const day of ['2025-10-13', '2025-11-21', '2026-02-28', '2025-09-01']) expect(dayAt(scale, xOf(scale, day))).toBe(day)
  expect(dayAt(scale, xOf(scale, '2025-11-21') + 15.9)).toBe('2025-11-21')
})
test('months above, weeks below, days when near, years from afar', () => {
  expect(upperTicks(scale, 0, 900).map(tick => tick.day)).toEqual(['2025-10-01', '2025-11-01', '2025-12-01'])
  expect(upperTicks(scale, 0, 900)[0]).toMatchObject({ x: 0, width: 19 * 16 })
  expect(lowerTicks(scale, 0, 300).map(tick => tick.day)).toEqual(['2025-10-13', '2025-10-20', '2025-10-27'])
  const near = scaleOf('week', ['2025-11-20'], '2025-11-21', 300)
  expect(lowerTicks(near, 36, 110).map(tick => tick.day)).toEqual(['2025-11-04', '2025-11-05', '2025-11-06'])
  const far = scaleOf('quarter', ['2025-11-20', '2026-05-01'], '2025-11-21', 300)
  expect(upperTicks(far, 0, 5000).map(tick => tick.day)).toEqual(['2025-01-01', '2026-01-01'])
  expect(
    lowerTicks(far, 0, 400)
      .map(tick => tick.day)
      .slice(0, 2)
  ).toEqual(['2025-09-01', '2025-10-01'])
})

const task = (id: string, more: Partial<Task>) => {
  const row = { id, phase: 'p', parent: null, kind: 'task', rank: id, start: null, due: null, ...more }
  return { from: row.start, until: row.due, ...row } as Task
}
const outline = outlineOf(
  [{ id: 'p', rank: 'a0', start: null, due: '2025-12-01', from: '2025-11-03', until: '2025-12-01' } as Phase],
  [
    task('a', { kind: 'step', from: '2025-11-03', until: '2025-11-07' }),
    task('b', { parent: 'a', start: '2025-11-03', due: '2025-11-07' }),
    task('c', { due: '2025-11-10' }),
    task('d', {}),
    task('m', { kind: 'milestone', due: '2025-11-12' }),
    task('w', { start: '2025-11-20', due: '2025-11-10' }),
  ]
)
const line = (id: string) => allLines(outline, { folded: new Set(), adding: false }).find(line => line.id === id)!
const dates = (id: string, hold: 'whole' | 'start' | 'end', days: number) =>
  moving(line(id), hold, days).map(({ id, patch }) => `${id} ${patch['start'] ?? ''}–${patch['due'] ?? ''}`)

test('a line draws a bar, a summary, a diamond or nothing', () => {
  expect(['p', 'a', 'b', 'c', 'd', 'm'].map(id => barOf(line(id))?.shape)).toEqual([
    'summary',
    'summary',
    'bar',
    'bar',
    undefined,
    'diamond',
  ])
  expect(barOf(line('c'))).toMatchObject({ start: '2025-11-10', due: '2025-11-10' })
  expect(barOf(line('w'))).toMatchObject({ start: '2025-11-10', due: '2025-11-20' })
  expect(boxOf(scale, barOf(line('b'))!)).toEqual({ x: 21 * 16, width: 5 * 16 })
})
test('a bar moves whole or by one end, which never passes the other', () => {
  const bar = barOf(line('b'))!
  expect(shifted(bar, 'whole', 3)).toMatchObject({ start: '2025-11-06', due: '2025-11-10' })
  expect(shifted(bar, 'start', 9)).toMatchObject({ start: '2025-11-07', due: '2025-11-07' })
  expect(shifted(bar, 'end', -9)).toMatchObject({ start: '2025-11-03', due: '2025-11-03' })
})
test('what is written: a task its dates, a heading and a phase those of the work under them', () => {
  expect(dates('b', 'end', 2)).toEqual(['b 2025-11-03–2025-11-09'])
  expect(dates('c', 'whole', 1)).toEqual(['c –2025-11-11'])
  expect(dates('c', 'end', 2)).toEqual(['c 2025-11-10–2025-11-12'])
  expect(dates('m', 'end', 2)).toEqual(['m –2025-11-14'])
  expect(dates('a', 'whole', 7)).toEqual(['b 2025-11-10–2025-11-14'])
  expect(dates('a', 'end', 7)).toEqual([])
  expect(dates('p', 'whole', 1)).toEqual([
    'p –2025-12-02',
    'b 2025-11-04–2025-11-08',
    'c –2025-11-11',
    'm –2025-11-13',
    'w 2025-11-21–2025-11-11',
  ])
  expect(dates('b', 'whole', 0)).toEqual([])
})
test('an arrow goes straight when there is room, and round the bars when there is none', () => {
  const [a, b, before] = [
    { x: 0, width: 50, y: 18 },
    { x: 100, width: 50, y: 54 },
    { x: 10, width: 20, y: 54 },
  ]
  expect(arrowPath('finishToStart', a, b, 36)).toBe('M50 18H59V54H100')
  expect(arrowPath('finishToStart', a, before, 36)).toBe('M50 18H59V36H1V54H10')
  expect(arrowPath('finishToStart', b, a, 36)).toBe('M150 54H159V36H-9V18H0')
  expect(arrowPath('startToStart', b, a, 36)).toBe('M100 54H-9V18H0')
  expect(arrowPath('finishToFinish', a, b, 36)).toBe('M50 18H159V54H150')
  expect(arrowHead('finishToStart', b)).toBe('M100 54l-5 -3.5v7z')
})
test('the ends that are joined say which dependency it is', () => {
  expect([kindOf('end', 'start'), kindOf('end', 'end'), kindOf('start', 'start'), kindOf('start', 'end')]).toEqual([
    'finishToStart',
    'finishToFinish',
    'startToStart',
    'startToFinish',
  ])
})
