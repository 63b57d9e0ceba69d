import { expect, it } from 'vitest'
import { areShares, orderOf, readDay, readDays, readFlag, readMinutes, readPercent, readPriority } from './read-value.ts'
import { distance, knownStatus, suggestStatus } from './status-words.ts'

it.each([
  ['2025-10-17', '2025-10-17'],
  ['2025/1/7', '2025-01-07'],
  ['2025-10-17T08:00:00Z', '2025-10-17'],
  ['17/10/2025', '2025-10-17'],
  ['17.10.25', '2025-10-17'],
  ['3-4-2025 08:00', '2025-04-03'],
  ['17 octobre 2025', '2025-10-17'],
  ['1er août 2025', '2025-08-01'],
  ['ven. 5 juin 2026', null],
  ['vendredi 5 juin 2026', '2026-06-05'],
  ['12 juil. 2026', '2026-07-12'],
  ['Oct 17, 2025', '2025-10-17'],
  ['March 3rd, 2026', '2026-03-03'],
  ['45947', '2025-10-17'],
  ['30/02/2026', null],
  ['2026-13-01', null],
  ['bientôt', null],
  ['12', null],
])('the day %j is %j', (text, day) => {
  expect(readDay(text, 'dmy')).toBe(day)
})
it('the order of numbers is what the dates themselves tell, or asked', () => {
  expect(readDay('10/17/2025', 'mdy')).toBe('2025-10-17')
  expect(orderOf(['03/04/2026', '17/04/2026'])).toBe('dmy')
  expect(orderOf(['03/04/2026', '04/17/2026'])).toBe('mdy')
  expect(orderOf(['03/04/2026', '05/04/2026'])).toBe('either')
  expect(orderOf(['17/04/2026', '04/17/2026'])).toBe('either')
  expect(orderOf(['05/05/2026'])).toBe('dmy')
  expect(orderOf(['2026-04-03', 'x'])).toBeNull()
})
it('a percentage has its sign, or is a share when the whole column is', () => {
  expect(['100%', '40 %', '12,5', '0', '101', '-1', 'x', ''].map(text => readPercent(text, false))).toEqual([
    100,
    40,
    12.5,
    0,
    null,
    null,
    null,
    null,
  ])
  expect(['0.4', '1', '40%'].map(text => readPercent(text, true))).toEqual([40, 100, 40])
  expect([areShares(['0.5', '1', '0']), areShares(['1', '0']), areShares(['0.5', '40']), areShares(['0.5', '40%'])]).toEqual([
    true,
    false,
    false,
    false,
  ])
})
it('durations, estimates, marks and priorities are read in both languages', () => {
  expect(['3', '3 j', '2 semaines', '1 wk', '2,5 days', '3 lunes', 'x'].map(readDays)).toEqual([3, 3, 14, 7, 3, null, null])
  expect(['8', '1h30', '2 j', '45 min', '1,5 h', 'x'].map(readMinutes)).toEqual([480, 90, 960, 45, 90, null])
  expect(['Yes', 'OUI', 'x', 'No', '', 'non'].map(readFlag)).toEqual([true, true, true, false, false, false])
  expect(['Élevée', 'urgent', 'Medium', 'Basse', '?'].map(readPriority)).toEqual(['high', 'critical', 'normal', 'low', null])
})
it('known words are taken, near misses only offered, the rest asked', () => {
  expect(['In Progress', 'TERMINÉE', 'not-started', 'Bloqué', 'Annulée', 'Partical'].map(knownStatus)).toEqual([
    'doing',
    'done',
    'todo',
    'blocked',
    'cancelled',
    null,
  ])
  expect(['Partical', 'Complet', 'Plannned', 'Blokced', 'Foo', 'xx', ''].map(suggestStatus)).toEqual([
    'doing',
    'done',
    'todo',
    'blocked',
    null,
    null,
    null,
  ])
  expect([distance('abc', 'abc'), distance('abc', 'acb'), distance('', 'abc'), distance('partical', 'partial')]).toEqual([0, 1, 3, 1])
})
