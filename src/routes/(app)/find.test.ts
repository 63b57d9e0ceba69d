import { expect, test } from 'vitest'
import { find, indexed, type Findable } from './find.ts'

const named = (...labels: string[]): Findable[] => labels.map(label => ({ id: label, group: '', label, run: () => {} }))
const labels = (typed: string, all: Findable[]) => find(indexed(all), typed, 10).found.map(({ label }) => label)

test('accents, case and ligatures are forgiven, both ways', () => {
  expect(labels('etude', named('Études de faisabilité', 'Conception'))).toEqual(['Études de faisabilité'])
  expect(labels('ŒUVRE', named('Mise en oeuvre', 'Conception'))).toEqual(['Mise en oeuvre'])
})
test('every word must be there, in the name or in what is said of it', () => {
  const all: Findable[] = [{ id: 'a', group: '', label: 'Maquettes', hint: 'Lancement fibre', run: () => {} }, ...named('Maquettes presse')]
  expect(labels('fibre maqu', all)).toEqual(['Maquettes'])
})
test('what begins so comes first, then a word that does, then what weighs more', () => {
  const all = [...named('Sous-plan', 'Le plan', 'Plan média'), { id: 'w', group: '', label: 'Surplan', weight: 5, run: () => {} }]
  expect(labels('plan', all)).toEqual(['Plan média', 'Le plan', 'Surplan', 'Sous-plan'])
})
test('nothing typed: all in their order; the count says how many there are beyond the limit', () => {
  expect(find(indexed(named('b', 'a', 'c')), '  ', 2)).toMatchObject({ found: [{ label: 'b' }, { label: 'a' }], count: 3 })
})
