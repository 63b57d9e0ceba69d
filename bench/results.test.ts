import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { chart, goalOf } from './chart.ts'
import type { Figure } from './figure.ts'
import { begins, ends, parse, write } from './results.ts'

const figure = (id: string, ratio: number, more: Partial<Figure> = {}): Figure => ({
  id,
  what: `what ${id} costs (floor: nothing < little)`,
  p50: ratio * 2,
  p99: ratio * 3,
  unit: 'ms',
  floor: 2,
  ratio,
  goal: 'p50 at most 1.3x and p99 at most 2x the floor',
  met: ratio <= 1.3,
  runs: 5,
  ...more,
})
const first = { at: '2026-11-21T20:00:00.000Z', machine: '2 cores' }
const second = { at: '2026-11-22T20:00:00.000Z', machine: '4 cores' }

let docs: string
beforeEach(() => {
  docs = mkdtempSync(join(tmpdir(), 'relais-results-'))
  writeFileSync(join(docs, 'performance.md'), `# Performance\n\nBefore.\n\n${begins}\nold\n${ends}\n\nAfter.\n`)
})
afterEach(() => rmSync(docs, { recursive: true, force: true }))
const read = (path: string) => readFileSync(join(docs, path), 'utf8')

test('what people wrote around the results stays, what was between the marks is made again', () => {
  write(docs, [figure('P1', 1.2), figure('P4', 3)], first)
  const page = read('performance.md')
  expect(page).toMatch(/^# Performance\n\nBefore\.\n\n/)
  expect(page).toMatch(/\n\nAfter\.\n$/)
  expect(page).not.toContain('\nold\n')
  expect(page).toContain('| P1 | what P1 costs (floor: nothing < little) | 2.4 ms | 3.6 ms | 2 ms | 1.2 |')
  expect(page).toContain('**missed**')
  expect(page).toContain('P4: 2026-11-21 20:00 UTC, 2 cores, 5 runs.')
})

test('a later run takes the place of the same figures and leaves the others; the history keeps all', () => {
  write(docs, [figure('P1', 1.2), figure('P1', 1.25), figure('P4', 3)], first)
  write(docs, [figure('P4', 0.9, { what: 'faster' })], second)
  const page = read('performance.md')
  expect(page).toContain('what P1 costs')
  expect(page).toContain('| P4 | faster |')
  expect(page).not.toContain('what P4 costs')
  expect(parse(read('performance/results.jsonl')).map(({ id, at }) => `${id} ${at.slice(8, 10)}`)).toEqual([
    'P1 21',
    'P1 21',
    'P4 21',
    'P4 22',
  ])
  write(docs, [], second)
  expect(read('performance.md')).toBe(page)
})

test('a figure that lost something says how much', () => {
  write(docs, [figure('P13', 2, { lost: 3 })], first)
  expect(read('performance.md')).toContain('**missed**, 3 lost')
})

test('a page without the two marks is not written over', () => {
  writeFileSync(join(docs, 'performance.md'), '# Performance\n')
  expect(() => write(docs, [figure('P1', 1)], first)).toThrow('must hold')
  expect(read('performance.md')).toBe('# Performance\n')
})

test('the chart draws a bar for each figure and a mark for each goal that is a ratio', () => {
  const drawn = chart('Sockets & more', [figure('P1', 1.2), figure('P8', 40, { goal: 'at least 1000 operations/s' }), figure('P14', 0)])
  expect(drawn.match(/<rect x=/g)).toHaveLength(3)
  expect(drawn.match(/<path /g)).toHaveLength(2)
  expect(drawn).toContain('Sockets &amp; more')
  expect(drawn).not.toMatch(/NaN|Infinity/)
})

test('a goal is read where it speaks of a ratio', () => {
  expect(goalOf({ goal: 'at least 0.6x the floor' })).toEqual({ times: 0.6, atMost: false })
  expect(goalOf({ goal: 'at most 5 s' })).toBeNull()
})
