import fc from 'fast-check'
import { expect, test } from 'vitest'
import { find, indexed, type Findable, type Found } from './find.ts'

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
const letters = fc.string({ unit: fc.constantFrom('a', 'É', 'b', ' ', '’'), maxLength: 4 })
test('P5 going on from what was found before gives what a search from nothing gives: the best of each, in order', () => {
  const one = fc.record({ label: letters, hint: fc.option(letters, { nil: undefined }), weight: fc.integer({ min: 0, max: 2 }) })
  fc.assert(
    fc.property(fc.array(one, { maxLength: 12 }), letters, fc.integer({ min: 1, max: 5 }), (all, typed, limit) => {
      const index = indexed(all.map((of, at) => ({ ...of, id: String(at), group: '', run: () => {} })))
      let before: Found | undefined
      for (let end = 1; end <= typed.length; end++) {
        const whole = find(index, typed.slice(0, end), index.length + 1)
        const { found, count } = find(index, typed.slice(0, end), limit)
        expect(found).toEqual(whole.found.slice(0, limit))
        expect(count).toBe(whole.found.length)
        before = find(index, typed.slice(0, end), limit, before)
        expect([before.found, before.count]).toEqual([found, count])
      }
    })
  )
})
