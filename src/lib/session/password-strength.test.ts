import { expect, test } from 'vitest'
import { strengthOf } from './password-strength.ts'

const known = ['Awa Diop', 'Agence Teranga', 'awa@teranga.sn']
const is = (password: string) => strengthOf(password, known).is

test('a short password says how many characters are missing', () => {
  expect(strengthOf('abc', known)).toEqual({ is: 'short', missing: 7 })
  expect(strengthOf('', known)).toEqual({ is: 'short', missing: 10 })
})
test('what anybody would try is weak, however long', () => {
  for (const password of [
    'aaaaaaaaaaaaaaaa',
    '1234567890123',
    'azertyuiopqsdf',
    'motdepasse2026',
    'TerangaTeranga1',
    'AwaDiop2026',
    'abababababababab',
  ])
    expect([password, is(password)]).toEqual([password, 'weak'])
})
test('unrelated words are strong, and each further word never weakens', () => {
  expect(is('girafe tambour chandelle voilier')).toBe('strong')
  expect(is('k7#Vq2!xWm9p')).not.toBe('weak')
  const order = ['short', 'weak', 'fair', 'good', 'strong']
  const grown = ['girafe', 'girafe tambour', 'girafe tambour chandelle', 'girafe tambour chandelle voilier']
    .map(is)
    .map(word => order.indexOf(word))
  expect(grown).toEqual([...grown].sort((a, b) => a - b))
})
