import { expect, test } from 'vitest'
import { formatDuration } from '$lib/session/format.ts'
import { parseDuration } from './parse-duration.ts'

test('hours, minutes and days are read as people write them', () => {
  const read = {
    '1h30': 90,
    '1 h 30': 90,
    '1h 30min': 90,
    '90 min': 90,
    '1,5 h': 90,
    '1.5h': 90,
    '2 j': 960,
    '1j 2h': 600,
    '45': 45,
    '0': 0,
    '3 heures': 180,
  }
  for (const [text, minutes] of Object.entries(read)) expect([text, parseDuration(text)]).toEqual([text, minutes])
})
test('nothing is nothing, and what is no duration is told apart', () => {
  expect(parseDuration('  ')).toBe(null)
  for (const text of ['demain', '1h30x', '-2', 'h', '1:30']) expect([text, parseDuration(text)]).toEqual([text, undefined])
})
test('what is shown is read back the same', () => {
  for (const minutes of [1, 45, 60, 90, 485, 6000]) expect(parseDuration(formatDuration(minutes, 'fr'))).toBe(minutes)
})
