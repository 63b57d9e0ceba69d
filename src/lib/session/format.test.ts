import { describe, expect, test } from 'vitest'
import {
  dayOf,
  formatCount,
  formatDate,
  formatDays,
  formatDateDigits,
  formatDateLong,
  formatDuration,
  formatInstant,
  formatMoney,
  formatPercent,
  formatSize,
  formatTime,
} from './format.ts'

const now = new Date('2025-11-21T15:30:00Z')
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000)

describe('money', () => {
  test('the franc has no decimals, groups by the narrow space and never breaks', () => {
    expect(formatMoney(1_250_000, 'XOF', 'fr')).toBe('1\u202f250\u202f000\u00a0F\u00a0CFA')
    expect(formatMoney(1_250_000, 'XOF', 'en')).toBe('1,250,000\u00a0F\u00a0CFA')
    expect(formatMoney(-500, 'XOF', 'fr')).toBe('-500\u00a0F\u00a0CFA')
  })
  test('the euro has two decimals, from its cents', () => {
    expect(formatMoney(125_000, 'EUR', 'fr')).toBe('1\u202f250,00\u00a0€')
    expect(formatMoney(5, 'EUR', 'fr')).toBe('0,05\u00a0€')
    expect(formatMoney(-5, 'EUR', 'en')).toBe('-€0.05')
  })
  test('an amount beyond 2^53 is exact', () => {
    expect(formatMoney(9_007_199_254_740_993n, 'EUR', 'en')).toBe('€90,071,992,547,409.93')
  })
})

describe('numbers', () => {
  test('a percentage keeps its space and never says done too early', () => {
    expect(formatPercent(0.42, 'fr')).toMatch(/^42[\u00a0\u202f]%$/)
    expect(formatPercent(0.42, 'en')).toBe('42%')
    expect(formatPercent(0.999, 'en')).toBe('99%')
    expect(formatPercent(0.001, 'en')).toBe('1%')
    expect(formatPercent(1, 'en')).toBe('100%')
    expect(formatPercent(0, 'en')).toBe('0%')
  })
  test('counts are grouped', () => {
    expect(formatCount(1240, 'fr')).toBe('1\u202f240')
    expect(formatCount(1240, 'en')).toBe('1,240')
  })
  test('durations are hours and minutes', () => {
    expect(formatDuration(90, 'fr')).toBe('1\u00a0h\u00a030')
    expect(formatDuration(65, 'fr')).toBe('1\u00a0h\u00a005')
    expect(formatDuration(45, 'en')).toBe('45\u00a0min')
    expect(formatDuration(120, 'en')).toBe('2\u00a0h')
  })
})

describe('dates', () => {
  test('a day near is said, a day far is written', () => {
    expect(formatDate('2025-11-20', 'fr', { today: '2025-11-21' })).toBe('hier')
    expect(formatDate('2025-11-21', 'fr', { today: '2025-11-21' })).toBe('aujourd’hui')
    expect(formatDate('2025-11-22', 'en', { today: '2025-11-21' })).toBe('tomorrow')
    expect(formatDate('2025-11-24', 'fr', { today: '2025-11-21' })).toBe('24 nov.')
    expect(formatDate('2025-11-24', 'fr', { today: '2025-11-21', weekday: true })).toBe('lun. 24 nov.')
    expect(formatDate('2026-01-05', 'fr', { today: '2025-11-21' })).toBe('5 janv. 2026')
  })
  test('the long form names the weekday; the short one is what is typed', () => {
    expect(formatDateLong('2025-11-24', 'fr')).toBe('lundi 24 novembre 2025')
    expect(formatDateDigits('2025-11-24')).toBe('24/11/2025')
  })
  test('two days are a range; one alone says on which side it is', () => {
    const days = (from: string | null, until: string | null) =>
      formatDays(from, until, 'fr', '2025-11-21').replaceAll(/[\u2009\u202f\u00a0]/g, ' ')
    expect(days('2025-09-30', '2025-11-02')).toBe('30 sept. – 2 nov.')
    expect(days('2026-10-27', '2026-11-02')).toBe('27 oct. – 2 nov. 2026')
    expect(days('2025-09-30', '2026-01-24')).toBe('30 sept. 2025 – 24 janv. 2026')
    expect(days('2026-10-26', '2026-10-26')).toBe('26 oct. 2026')
    expect(days('2025-12-01', '2025-11-01')).toBe('1 déc. – 1 nov.')
    expect(days('2025-12-04', null)).toBe('à partir du 4 déc.')
    expect(days(null, '2026-12-14')).toBe('jusqu’au 14 déc. 2026')
    expect(days(null, null)).toBe('')
  })
  test('an instant is relative when near', () => {
    expect(formatInstant(ago(0), 'fr', now, 'Africa/Dakar')).toBe('à l’instant')
    expect(formatInstant(ago(5), 'fr', now, 'Africa/Dakar')).toBe('il y a 5\u00a0min')
    expect(formatInstant(ago(85), 'fr', now, 'Africa/Dakar')).toBe('14:05')
    expect(formatInstant(ago(85 + 1440), 'fr', now, 'Africa/Dakar')).toBe('hier, 14:05')
    expect(formatInstant(ago(85 + 7200), 'fr', now, 'Africa/Dakar')).toBe('16 nov., 14:05')
  })
  test('the time of day is on twenty-four hours in both languages', () => {
    expect([formatTime(now, 'fr', 'Africa/Dakar'), formatTime(now, 'en', 'Africa/Dakar')]).toEqual(['15:30', '15:30'])
  })
  test('the day of an instant depends on where one stands', () => {
    const late = new Date('2025-11-21T23:30:00Z')
    expect(dayOf(late, 'Africa/Dakar')).toBe('2025-11-21')
    expect(dayOf(late, 'Europe/Paris')).toBe('2025-11-22')
  })
})

describe('sizes', () => {
  test('a file is told in its language, and what is small is not nothing', () => {
    expect([formatSize(1, 'fr'), formatSize(12_400, 'fr'), formatSize(3_440_000, 'fr')]).toEqual(['1\u202fko', '13\u202fko', '3,4\u202fMo'])
    expect([formatSize(12_400, 'en'), formatSize(3_440_000, 'en')]).toEqual(['13 kB', '3.4 MB'])
  })
})
