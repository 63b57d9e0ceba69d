import { describe, expect, it } from 'vitest'
import { business } from '#domain/model.ts'
import type { Task } from '#domain/projects/task.ts'
import { derivedId } from '../base/id.ts'
import { project } from '../projector/projection.ts'
import { all, any, columns, exists, not, today } from '../schema/expression.ts'
import { run, type Query } from './query.ts'

const id = (name: string) => derivedId('query', name)
const space = id('space')
const task = columns<Task>()
const rows = project(business, space, [
  { entity: 'project', id: space, values: { title: 'Lancement' } },
  { entity: 'phase', id: id('p'), values: { title: 'Étude', project: space } },
  { entity: 'task', id: id('a'), values: { title: 'Éclairage', phase: id('p'), due: '2026-01-05', percent: 10 } },
  { entity: 'task', id: id('b'), values: { title: 'eclair', phase: id('p'), percent: 30 } },
  { entity: 'task', id: id('c'), values: { title: 'Œuvre', phase: id('p'), due: '2026-03-01', status: 'done' } },
  { entity: 'task', id: id('d'), values: { title: 'Retirée', phase: id('p'), deleted: 4 } },
  { entity: 'check', id: id('k'), values: { title: 'Vérifier', task: id('b') } },
])
const ask = (query: Query, day = '2026-02-01') =>
  run(business, query, {
    today: day,
    rows: entity => rows.rows(entity).values(),
    row: (entity, record) => rows.row(entity, record),
    pointing: (entity, by, record) => rows.pointing(entity, by, record),
  })
const titles = (query: Omit<Query, 'from'>, day?: string) => ask({ from: 'task', ...query }, day).map(row => row['title'])

describe('a query', () => {
  it('sorts texts without case and accents, absent values last, and leaves out what is deleted', () => {
    expect(titles({ sort: [{ by: 'title' }] })).toEqual(['eclair', 'Éclairage', 'Œuvre'])
    expect(titles({ sort: [{ by: 'due', descending: true }] })).toEqual(['Œuvre', 'Éclairage', 'eclair'])
    expect(titles({ sort: [{ by: 'title' }], hidden: true })).toHaveLength(4)
  })
  it('finds parts of words, accents forgiven', () => {
    expect(titles({ where: task.title.contains('ECLAIR'), sort: [{ by: 'title' }] })).toEqual(['eclair', 'Éclairage'])
    expect(titles({ where: task.title.contains('oeuvre') })).toEqual(['Œuvre'])
  })
  it('compares in two values: what is absent is neither before nor after', () => {
    expect(titles({ where: task.due.before(today) })).toEqual(['Éclairage'])
    expect(titles({ where: not(task.due.before(today)), sort: [{ by: 'title' }] })).toEqual(['eclair', 'Œuvre'])
  })
  it('MKT-01 lateness follows the day that is given', () => {
    const late: Omit<Query, 'from'> = { where: { op: 'field', name: 'late' } }
    expect(titles(late)).toEqual(['Éclairage'])
    expect(titles(late, '2026-01-01')).toEqual([])
  })
  it('looks at what points to a record', () => {
    expect(titles({ where: exists('check', 'task') })).toEqual(['eclair'])
    expect(titles({ where: all(not(exists('check', 'task')), any(task.status.is('done'))) })).toEqual(['Œuvre'])
  })
  it('groups and measures', () => {
    const query: Query = { from: 'task', group: ['status'], measures: { tasks: { count: true }, mean: { average: 'progress' } } }
    expect(ask(query)).toEqual([
      { status: 'done', tasks: 1, mean: 100 },
      { status: 'todo', tasks: 2, mean: 20 },
    ])
  })
})
