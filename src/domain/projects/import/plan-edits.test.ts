import { describe, expect, it } from 'vitest'
import { derivedId } from '#kernel/base/id.ts'
import { compareText } from '#kernel/base/fold.ts'
import { Projection } from '#kernel/projector/projection.ts'
import { flatten } from '#kernel/space/record.ts'
import { business } from '../../model.ts'
import { standardPhases } from '../standard-phases.ts'
import { dryRun } from './dry-run.ts'
import { planEdits, taskId } from './plan-edits.ts'
import { readPlan, type Reading } from './plan-rows.ts'
import { recognise } from './recognise.ts'
import { readTable, type Table } from './read-table.ts'

const [workspace, space] = [derivedId('edits', 'workspace'), derivedId('edits', 'space')]
const target = { workspace, space, name: 'Campagne', fresh: false }
const plan = (text: string) => {
  const table = readTable(text) as Table
  return (readPlan(table, recognise(table.header), { language: 'fr', statuses: {}, people: [] }) as Reading).plan
}
const existing = (projection: Projection, services: { id: string; name: string }[] = []) => ({
  row: (entity: string, id: string) => projection.row(entity, id),
  rows: (entity: string) => (entity === 'service' ? services : projection.rows(entity).values()),
})
function bring(projection: Projection, text: string) {
  const made = planEdits(plan(text), target, existing(projection))
  projection.apply(
    made.edits.map(({ entity, id, values }) => {
      const before = projection.raw(entity, id) ?? {}
      return { entity, id, values: { ...before, ...Object.fromEntries(flatten(business[entity as 'task'], values, before)) } }
    })
  )
  return made
}
const start = () => {
  const projection = new Projection(business, space)
  projection.apply([{ entity: 'project', id: space, values: { title: 'Campagne' } }, ...standardPhases(space)])
  return projection
}
const task = (projection: Projection, source: string) => projection.row('task', taskId(space, source))
const patch = (projection: Projection, source: string, values: Record<string, unknown>) =>
  projection.apply([{ entity: 'task', id: taskId(space, source), values: { ...projection.raw('task', taskId(space, source)), ...values } }])
const order = (projection: Projection) =>
  [...projection.rows('task').values()].sort((a, b) => compareText(String(a['rank']), String(b['rank']))).map(row => row['code'])

const file = 'id,task,phase,status\n1,A,Conception,Planned\n2,B,Conception,Planned\n3,C,Recette,Planned'

describe('importing again', () => {
  it('MKT-05 uses a phase that stands under the same title', () => {
    const projection = start()
    bring(projection, file)
    expect(projection.rows('phase').size).toBe(7)
    expect(projection.row('phase', String(task(projection, '1')?.['phase']))?.['title']).toBe('Conception')
  })
  it('MKT-05 keeps the order people made, and puts new rows between their neighbours', () => {
    const projection = start()
    bring(projection, file)
    patch(projection, '1', { rank: 'a9' })
    const [first, second] = [task(projection, '1')?.['rank'], task(projection, '2')?.['rank']]
    bring(
      projection,
      'id,task,phase,status\n1,A,Conception,Planned\n2,B,Conception,Planned\n2bis,B2,Conception,Planned\n3,C,Recette,Planned'
    )
    expect([task(projection, '1')?.['rank'], task(projection, '2')?.['rank']]).toEqual([first, second])
    expect(order(projection).filter(code => code !== '3')).toEqual(['2', '2bis', '1'])
  })
  it('MKT-05 brings up to date what the file says, and leaves what it does not say', () => {
    const projection = start()
    bring(projection, file)
    patch(projection, '1', { estimate: 90, status: 'doing', priority: 'high' })
    bring(projection, file.replace('1,A,Conception,Planned', '1,A2,Conception,Complete'))
    expect(task(projection, '1')).toMatchObject({ title: 'A2', status: 'done', estimate: 90, priority: 'high' })
  })
  it('MKT-05 leaves in the recycle bin what people deleted, and says so', () => {
    const projection = start()
    bring(projection, file)
    patch(projection, '1', { deleted: 5 })
    const run = dryRun(plan(file + '\n4,D,Recette,Planned'), target, existing(projection))
    expect(run).toMatchObject({
      left: 1,
      absent: 0,
      counts: { task: { create: 1, update: 0, unchanged: 2 }, phase: { create: 0, update: 0, unchanged: 2 } },
    })
    bring(projection, file)
    expect(task(projection, '1')?.['deleted']).toBe(5)
  })
  it('MKT-05 counts what an import would create, change and leave, and what the file no longer has', () => {
    const projection = start()
    expect(dryRun(plan(file), target, existing(projection)).counts).toMatchObject({
      task: { create: 3 },
      phase: { create: 1 },
      project: { create: 0 },
    })
    bring(projection, file)
    const run = dryRun(plan('id,task,phase,status\n1,A,Conception,Complete\n2,B,Conception,Planned'), target, existing(projection))
    expect(run).toMatchObject({ absent: 1, counts: { task: { create: 0, update: 1, unchanged: 1 } } })
  })
  it('MKT-05 knows a department by its name, whatever its case and accents', () => {
    const projection = start()
    const made = planEdits(
      plan('task,owner\nA,Équipe Vidéo\nB,Achats'),
      target,
      existing(projection, [{ id: 'known', name: 'EQUIPE video' }])
    )
    expect(made.services.map(({ id, known }) => [id, known])).toEqual([
      ['known', true],
      [derivedId(workspace, 'service', 'achats'), false],
    ])
    expect(made.edits.find(({ values }) => values['title'] === 'A')?.values['service']).toBe('known')
  })
})
