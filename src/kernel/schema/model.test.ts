import { expect, expectTypeOf, it } from 'vitest'
import { business } from '#domain/model.ts'
import type { Task } from '#domain/projects/task.ts'
import type { Problem } from '../projector/problem.ts'
import { entity, live, type Derived } from './declaration.ts'
import { via } from './expression.ts'
import { choice, date, ref, text } from './field.ts'
import { model } from './model.ts'

const book = entity('book', 'Livre', 'Book', {
  title: text('Titre', 'Title'),
  state: choice('État', 'State', { open: ['Ouvert', 'Open'], shut: ['Fermé', 'Shut'] }).default('open'),
  due: date('Échéance', 'Due').optional(),
})

it('a row is typed by its declaration', () => {
  expectTypeOf<Task['status']>().toEqualTypeOf<'todo' | 'doing' | 'done' | 'cancelled'>()
  expectTypeOf<Task['due']>().toEqualTypeOf<string | null>()
  expectTypeOf<Task['assignees']>().toEqualTypeOf<readonly string[]>()
  expectTypeOf<Task['children']>().toEqualTypeOf<number>()
  expectTypeOf<Task['late']>().toEqualTypeOf<boolean>()
  expectTypeOf<Task['problem']>().toEqualTypeOf<readonly Problem[] | null>()
})

it('the compiler refuses a declaration that speaks of what does not exist', () => {
  // @ts-expect-error a label is missing its English
  expect(() => text('Titre')).not.toThrow()
  // @ts-expect-error a default outside the choices
  choice('a', 'b', { x: ['1', '2'] }).default('y')
  // @ts-expect-error an index on a field that does not exist
  book.index('titel')
  // @ts-expect-error a state the field does not have
  book.computed('x', 'x', 'x', b => b.state.is('lost'))
  // @ts-expect-error it is part of a field that does not exist
  book.partOf('shelf')
  const page = entity('page', 'Page', 'Page', { book: ref('book', 'Livre', 'Book') })
  // @ts-expect-error book is not in the model
  expect(() => model({ page })).not.toThrow()
})

it('the model refuses what the types cannot see', () => {
  const folds = (sum: string) =>
    entity('shelf', 'Rayon', 'Shelf', { name: text('Nom', 'Name') }).rollup('n', 'n', 'n', { of: 'book', by: 'shelf', sum })
  const shelved = entity('book', 'Livre', 'Book', { shelf: ref('shelf', 'Rayon', 'Shelf'), name: text('Nom', 'Name') })
  expect(() => model({ shelf: folds('price'), book: shelved })).toThrow('folds “book.price”')
  expect(() => model({ shelf: folds('name'), book: shelved })).not.toThrow()
  const byOthers = entity('shelf', 'Rayon', 'Shelf', { name: text('Nom', 'Name') }).rollup('n', 'n', 'n', {
    of: 'book',
    by: 'shelf',
    where: { op: 'is', left: via('shelf', 'name'), right: { op: 'value', value: 'A' } },
  })
  expect(() => model({ shelf: byOthers, book: shelved })).toThrow('folds “book” by what its rows do not hold')
  expect(() => model({ wrong: book } as never)).toThrow('stands in the model as')
  const reserved = entity('bad', 'Faux', 'Bad', { problem: text('a', 'b') })
  expect(() => model({ bad: reserved })).toThrow('cannot be used')
})

it('only what moves with the day is left to the question', () => {
  const moving = Object.entries(business.task.rest.derived as Record<string, Derived>).filter(([, derived]) => live(derived))
  expect(moving.map(([name]) => name)).toEqual(['late'])
})

it('every name of the business has its French and its English', () => {
  for (const declaration of Object.values(business))
    for (const { label } of [
      declaration,
      ...Object.values(declaration.fields),
      ...Object.values(declaration.rest.derived as Record<string, Derived>),
    ]) {
      expect(label.fr.trim()).not.toBe('')
      expect(label.en.trim()).not.toBe('')
    }
})
