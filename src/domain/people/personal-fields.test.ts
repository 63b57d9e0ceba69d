import { expect, test } from 'vitest'
import type { AnyField } from '#kernel/schema/field.ts'
import { business } from '../model.ts'
import { erasedCard, person } from './person.ts'

const personal = (fields: object) =>
  Object.entries(fields as Record<string, AnyField>).flatMap(([name, { options }]) => (options.personal ? [name] : []))

test('PLT-09 what is about a person stands in their card only: the day a document holds such a field, its erasure is to be written', () => {
  const found = Object.values(business).flatMap(({ name, fields }) => (personal(fields).length ? [name as string] : []))
  expect(found).toEqual(['person'])
})

test('PLT-09 an erased card keeps nothing that is personal, and is a card like any other', () => {
  const card = erasedCard('84dgsui2hbtcanujutcd')
  expect(Object.keys(card).sort()).toEqual(Object.keys(person.fields).sort())
  const left = personal(person.fields).filter(name => card[name] !== null)
  // What every card must have says that there is nobody.
  expect(left.map(name => card[name])).toEqual(['Personne effacée', '—'])
})
