import { expect, test } from 'vitest'
import { asJson, percentile, spread } from './figure.ts'

test('a percentile is a sample, the smallest that so many do not exceed', () => {
  const samples = Array.from({ length: 100 }, (_, n) => 100 - n)
  expect([percentile(samples, 50), percentile(samples, 99), percentile([7], 99)]).toEqual([50, 99, 7])
  expect(() => percentile([], 50)).toThrow('nothing was measured')
})

test('one disturbed run does not speak for the others', () => {
  expect(
    spread([
      [1, 1, 1],
      [90, 95, 99],
      [2, 2, 2],
    ])
  ).toEqual({ p50: 2, p99: 2, runs: 3 })
})

test('a figure is one line of JSON with three significant digits', () => {
  const figure = { id: 'P13', what: 'x', p50: 1.23456, p99: 2, unit: 'ms', floor: 1, ratio: 2, goal: '-', met: true, runs: 3, lost: 0 }
  expect(JSON.parse(asJson(figure))).toMatchObject({ id: 'P13', p50: 1.23, p99: 2, lost: 0 })
  expect(asJson(figure)).not.toContain('\n')
})
