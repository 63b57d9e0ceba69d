import fc from 'fast-check'
import { expect, it } from 'vitest'
import { derivedId } from '#kernel/base/id.ts'
import type { Entry } from '#kernel/projector/projection.ts'
import type { AnyRow } from '#kernel/query/evaluate.ts'
import { business } from '#domain/model.ts'
import type { Task } from '#domain/projects/task.ts'
import { run, type Query } from '#kernel/query/query.ts'
import { all, columns, exists } from '#kernel/schema/expression.ts'
import { Rows } from './rows.ts'

const id = (name: string) => derivedId('rows', name)
const spaces = ['one', 'two'].map(id)
const tasks = ['a', 'b', 'c', 'd'].map(id)
const value = fc.constantFrom
const task = fc.record(
  { title: value('Éclair', 'œuvre'), due: value('2026-01-05', '2026-03-01'), status: value('todo', 'done'), deleted: value(null, 7) },
  { requiredKeys: [] }
)
const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      space: value(...spaces),
      entries: fc.array(fc.record({ id: value(...tasks), values: fc.option(task) }), { minLength: 1, maxLength: 3 }),
    }),
  },
  fc.record({ day: value('2026-01-01', '2026-02-01') }),
  fc.record({ drop: value(...spaces) })
)
const asEntries = (entries: readonly { id: string; values: Record<string, unknown> | null }[]): Entry[] =>
  entries.map(entry => ({ entity: 'task', ...entry }))
const sorted = (rows: readonly AnyRow[]) => [...rows].sort((a, b) => (a.id + a.space < b.id + b.space ? -1 : 1)).map(row => ({ ...row }))

const column = columns<Task>()
const late = all(column.late.is(true), column.children.is(0))
const asked: readonly Omit<Query, 'from'>[] = [
  { where: late },
  {},
  { where: exists('check', 'task') },
  { space: spaces[0] as string, where: late },
]
it('P4 how many is what a query of every row answers, whether they come from the disk or from a change', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(step, fc.constant({ restart: true })), { maxLength: 20 }), steps => {
      let rows = new Rows(business)
      rows.today = '2026-01-01'
      for (const one of steps) {
        if ('restart' in one) {
          const blobs = [...rows.spaces].map(space => ({ space, bytes: rows.bytes(space), seq: 0, moved: 0, position: 0 }))
          const { today } = rows
          rows = new Rows(business)
          rows.take(blobs as unknown as Parameters<Rows['take']>[0])
          rows.today = today
        } else if ('day' in one) rows.today = one.day
        else if ('drop' in one) rows.drop(one.drop)
        else rows.apply(one.space, asEntries(one.entries))
        for (const query of asked) {
          const counted: Query = { from: 'task', ...query, group: [], measures: { tasks: { count: true } } }
          // Asked first: the question must not need the rows to have been read.
          const answer = rows.ask(counted)
          if (!('restart' in one)) expect(answer).toEqual(run(business, counted, rows.source(query.space)))
        }
      }
      for (const query of asked) {
        const counted: Query = { from: 'task', ...query, group: [], measures: { tasks: { count: true } } }
        expect(rows.ask(counted)).toEqual(run(business, counted, rows.source(query.space)))
      }
    }),
    { numRuns: 200 }
  )
})
it('lists that were asked for follow every change, and stay the same array where nothing changed', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), steps => {
      const rows = new Rows(business)
      rows.today = '2026-01-01'
      for (const one of steps) {
        if ('day' in one) rows.today = one.day
        else if ('drop' in one) rows.drop(one.drop)
        else rows.apply(one.space, asEntries(one.entries))
        for (const space of [undefined, ...spaces]) {
          const listed = rows.list('task', space)
          const source = rows.source(space)
          const visible = [...source.rows('task')].filter(row => !row.hidden).map(row => rows.expand('task', row))
          expect(sorted(listed)).toEqual(sorted(visible))
          expect(rows.list('task', space)).toBe(listed)
        }
        const before = rows.list('task', spaces[0])
        rows.apply(spaces[1] as string, [{ entity: 'task', id: id('elsewhere'), values: { title: 'Ailleurs' } }])
        expect(rows.list('task', spaces[0])).toBe(before)
      }
    }),
    { numRuns: 200 }
  )
})
