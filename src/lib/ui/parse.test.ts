import { expect, test } from 'vitest'
import { parseDay } from './parse-day.ts'
import { parseNumber } from './parse-number.ts'

const today = '2025-11-21' // a Friday

test('a day is understood as it is written here', () => {
  for (const text of [
    '24/11/2025',
    '24/11',
    '24.11.25',
    '24-11',
    '2025-11-24',
    '24 nov.',
    '24 novembre',
    'lun. 24 nov. 2025',
    '24 November 2025',
    'lundi',
    'Monday',
    '+3',
    '+3j',
  ])
    expect([text, parseDay(text, today)]).toEqual([text, '2025-11-24'])
  expect(parseDay('1er août', today)).toBe('2025-08-01')
  expect(parseDay('Demain', today)).toBe('2025-11-22')
  expect(parseDay('aujourd’hui', today)).toBe(today)
  expect(parseDay('vendredi', today)).toBe('2025-11-28')
  expect(parseDay('5 mai', today)).toBe('2025-05-05')
  expect(parseDay('3 juin 26', today)).toBe('2026-06-03')
  expect(parseDay('3 juillet', today)).toBe('2025-07-03')
})
test('nothing is null, nonsense is undefined, a day that does not exist is undefined', () => {
  expect(parseDay('  ', today)).toBeNull()
  for (const text of ['31/02/2026', '12/13', 'bientôt', '24 xyz', '0/1/2025', '2025-13-01']) expect(parseDay(text, today)).toBeUndefined()
})
test('a number is understood with the spaces and the comma of its language', () => {
  expect(parseNumber('1 250 000', 'fr')).toBe(1_250_000)
  expect(parseNumber('1\u202f250,5', 'fr')).toBe(1250.5)
  expect(parseNumber('1,250.5', 'en')).toBe(1250.5)
  expect(parseNumber('0,5', 'en')).toBe(0.5)
  expect(parseNumber('−3', 'fr')).toBe(-3)
  expect(parseNumber('', 'fr')).toBeNull()
  for (const text of ['douze', '1.2.3', '--1', '1e9', 'NaN']) expect(parseNumber(text, 'fr')).toBeUndefined()
})
