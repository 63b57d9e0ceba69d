import { expect, test } from 'vitest'
import { moments, type HistoryLine } from './history.ts'

const line = (at: number, person: string, field: string, more: Partial<HistoryLine> = {}): HistoryLine => ({
  at,
  person,
  field,
  before: null,
  after: 1,
  won: true,
  ...more,
})
const minute = 60_000

test('what one person wrote in one go stands together, the latest first', () => {
  const told = moments([
    line(0, 'awa', 'title'),
    line(minute, 'awa', 'due'),
    line(1.5 * minute, 'moussa', 'due'),
    line(20 * minute, 'awa', 'status'),
  ])
  expect(told.map(({ person, lines }) => [person, lines.map(({ field }) => field)])).toEqual([
    ['awa', ['status']],
    ['moussa', ['due']],
    ['awa', ['due', 'title']],
  ])
})
test('both values of a conflict are told, the one that lost too', () => {
  const told = moments([line(0, 'awa', 'due', { after: '2026-01-01' }), line(0, 'moussa', 'due', { after: '2026-02-02', won: false })])
  expect(told.flatMap(({ lines }) => lines.map(({ after, won }) => [after, won]))).toEqual([
    ['2026-02-02', false],
    ['2026-01-01', true],
  ])
})
test('a move is told once, and not beside a birth', () => {
  expect(moments([line(0, 'awa', 'rank'), line(1, 'awa', 'rank')])[0]?.lines).toHaveLength(1)
  expect(moments([line(0, 'awa', 'create'), line(1, 'awa', 'rank')])[0]?.lines.map(({ field }) => field)).toEqual(['create'])
  expect(moments([line(0, 'awa', 'rank', { won: false })])).toEqual([])
})
