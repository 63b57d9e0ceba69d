import { expect, test } from 'vitest'
import { findOptions } from './find-options.ts'

const options = ['Production', 'Relecture et pré-production', 'Élodie Mendy', 'Œuvre originale'].map((label, id) => ({
  id: String(id),
  label,
}))
const labels = (typed: string) => findOptions(options, typed).map(option => option.label)

test('words are found without case, accents or ligatures, the beginning first', () => {
  expect(labels('prod')).toEqual(['Production', 'Relecture et pré-production'])
  expect(labels('pre prod')).toEqual(['Relecture et pré-production'])
  expect(labels('ELODIE')).toEqual(['Élodie Mendy'])
  expect(labels('oeuvre')).toEqual(['Œuvre originale'])
  expect(labels('absent')).toEqual([])
})
test('nothing typed keeps the order given', () => {
  expect(findOptions(options, ' ')).toEqual(options)
})
