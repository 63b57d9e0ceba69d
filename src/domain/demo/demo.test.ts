import { expect, it } from 'vitest'
import { addDays } from '#kernel/base/day.ts'
import { derivedId } from '#kernel/base/id.ts'
import { project } from '#kernel/projector/projection.ts'
import { run } from '#kernel/query/query.ts'
import * as Y from 'yjs'
import { createRecord, readRecords } from '#kernel/space/record.ts'
import { business } from '../model.ts'
import { demo } from './demo.ts'

const setting = { workspace: derivedId('demo', 'workspace'), owner: derivedId('demo', 'owner'), today: '2026-11-21', minor: 1 }

it('PLT-01 the example is realistic: no problem, some late, some done, dates around today', () => {
  const { facts, edits } = demo(setting)
  expect(facts.filter(({ kind }) => kind === 'space')).toHaveLength(3)
  for (const [space, own] of Map.groupBy(edits, edit => edit.space)) {
    const doc = new Y.Doc()
    for (const { entity, id, values } of own) createRecord(doc, business[entity as 'task'], id, values)
    const rows = project(business, space, readRecords(business, doc))
    for (const { name } of Object.values(business))
      for (const row of rows.rows(name).values()) expect(row['problem'], JSON.stringify(row)).toBeNull()
    const source = {
      today: setting.today,
      rows: (entity: string) => rows.rows(entity).values(),
      row: (entity: string, id: string) => rows.row(entity, id),
      pointing: (entity: string, by: string, id: string) => rows.pointing(entity, by, id),
    }
    expect(rows.rows('phase').size).toBe(6)
    expect(run(business, { from: 'project' }, source)).toHaveLength(1)
    expect(rows.row('project', space)?.['progress']).toBeGreaterThan(0)
    expect(rows.row('project', space)?.['progress']).toBeLessThan(100)
  }
  const tasks = edits.filter(({ entity }) => entity === 'task').map(({ values }) => values)
  expect(tasks.filter(task => task['status'] === 'done').length).toBeGreaterThan(8)
  expect(tasks.filter(task => task['status'] === 'doing' && (task['due'] as string) < setting.today).length).toBeGreaterThan(1)
  expect(tasks.some(task => (task['due'] as string) > addDays(setting.today, 30))).toBe(true)
})

it('is the same for the same workspace and day', () => {
  expect(demo(setting)).toEqual(demo(setting))
})
