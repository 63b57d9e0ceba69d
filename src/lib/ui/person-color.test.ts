import { expect, test } from 'vitest'
import { colorOf, hueOf, initialsOf } from './person-color.ts'

test('initials are two letters of the name, particles left out', () => {
  expect(initialsOf('Awa Diop')).toBe('AD')
  expect(initialsOf('Jean-Marc de La Fontaine')).toBe('JF')
  expect(initialsOf('élodie mendy')).toBe('ÉM')
  expect(initialsOf('Fatou')).toBe('FA')
  expect(initialsOf('  ')).toBe('?')
})
test('a colour is stable for an id and differs between neighbours', () => {
  expect(hueOf('p-awa')).toBe(hueOf('p-awa'))
  expect(new Set(['a', 'b', 'c', 'd', 'e', 'f'].map(hueOf)).size).toBeGreaterThan(3)
  expect(colorOf('p-awa')).toMatch(/^oklch\(0\.6 0\.14 \d+\)$/)
})
