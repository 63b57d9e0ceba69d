import { expect, test } from 'vitest'
import type { Document } from '#domain/documents/document.ts'
import { excerptOf, inList } from './in-list.ts'

const doc = (id: string, title: string, body: string, rank: string) => ({ id, title, body, rank }) as Document

test('the excerpt says what the title does not', () => {
  expect(excerptOf({ title: 'Note de cadrage', body: 'NOTE DE CADRAGE\nObjectifs\nFaire connaître la fibre à Dakar' })).toBe(
    'Objectifs · Faire connaître la fibre à Dakar'
  )
  expect(excerptOf({ title: 'x', body: `${'a'.repeat(300)}\nb` })).toHaveLength(200)
  expect(excerptOf({ title: 'x', body: '' })).toBe('')
})

test('documents stand in their order and are found by title and text, without accents', () => {
  const all = [doc('c', 'Bilan', 'Rien', 'a2'), doc('b', 'Note', 'Étude média', 'a1'), doc('a', 'Médias', '', 'a1')]
  expect(inList(all, '').map(({ id }) => id)).toEqual(['a', 'b', 'c'])
  expect(inList(all, 'MEDIA').map(({ id }) => id)).toEqual(['a', 'b'])
  expect(inList(all, 'media etude').map(({ id }) => id)).toEqual(['b'])
  expect(inList(all, 'zzz')).toEqual([])
})
