import { describe, expect, it } from 'vitest'
import { compareText } from '#kernel/base/fold.ts'
import { derivedId } from '#kernel/base/id.ts'
import { isRefusal, type Edit, type Env, type Reader, type Refusal, type Role } from '#kernel/command/command.ts'
import { Projection } from '#kernel/projector/projection.ts'
import { run } from '#kernel/query/query.ts'
import { flatten } from '#kernel/space/record.ts'
import { scheduleFile } from '../../../../tests/schedule-file.ts'
import { sourceOf } from '../../../../tests/source-of.ts'
import { business } from '../../model.ts'
import { schedule } from '../schedule.ts'
import type { Task } from '../task.ts'
import { lines, tree } from '../tree.ts'
import { differences, dryRun, importedInto } from './dry-run.ts'
import { importPlan } from './import-plan.ts'
import { nothingYet, planEdits, taskId } from './plan-edits.ts'
import { readPlan } from './plan-rows.ts'
import { recognise } from './recognise.ts'
import { readTable } from './read-table.ts'

const id = (name: string) => derivedId('schedule file', name)
const [workspace, space] = [id('workspace'), id('space')]
const target = { workspace, space, name: 'Plateforme', fresh: true }
const { text, real } = scheduleFile()
const table = done(readTable(text))
const reading = (statuses: Record<string, 'doing'> = { partical: 'doing' }) =>
  done(readPlan(table, recognise(table.header), { language: 'fr', statuses, people: [] }))

/** What the server does with a decision's edits: a record there is changed, another one created. */
function write(projection: Projection, edits: readonly Edit[]): void {
  projection.apply(
    edits.map(({ entity, id, values }) => {
      const before = projection.raw(entity, id) ?? {}
      const changed = Object.fromEntries(flatten(business[entity as 'task'], values, before))
      return { entity, id, values: { ...before, ...changed } }
    })
  )
}
const existingOf = (projection: Projection) => ({
  row: (entity: string, one: string) => projection.row(entity, one),
  rows: (entity: string) => projection.rows(entity).values(),
})

describe(real ? 'a real plan of 63 rows' : 'a made-up plan of the same shape as the real one', () => {
  it('MKT-05 is recognised column by column', () => {
    expect(recognise(table.header)).toEqual({
      ...{
        number: 0,
        title: 1,
        start: 2,
        due: 3,
        duration: 4,
        phase: 5,
        owner: 6,
        milestone: 7,
        dependencies: 8,
        status: 9,
        percent: 10,
        deliverables: 11,
      },
    })
    expect(table).toMatchObject({ delimiter: ',' })
    expect(table.lines).toHaveLength(63)
  })
  it('MKT-05 has 10 phases, 15 owners, and one word that is asked with “En cours” offered', () => {
    const asked = reading({})
    expect(asked.plan.phases).toHaveLength(10)
    expect(asked.plan.services).toHaveLength(15)
    expect(Object.fromEntries(asked.statuses.map(({ word, count }) => [word, count]))).toEqual({
      Planned: 34,
      Complete: 13,
      'In Progress': 7,
      Partical: 7,
      Blocked: 2,
    })
    expect(asked.questions).toMatchObject([{ about: 'status', word: 'Partical', key: 'partical', suggestion: 'doing' }])
    expect(asked.questions[0]).toHaveProperty('lines.length', 7)
    expect(reading().questions).toEqual([])
    expect(reading().problems.map(({ code }) => code)).toEqual(['ownHeading', 'ownHeading', 'ownHeading'])
  })
  it('MKT-05 makes a tree by its dotted numbers, a heading being no milestone and counted once', () => {
    const { tasks } = reading().plan
    const of = (source: string) => tasks.find(task => task.source === source)
    expect(tasks).toHaveLength(63)
    expect([of('4')?.kind, of('4.1')?.kind, of('4.1.1')?.kind, of('1')?.kind, of('5')?.kind]).toEqual([
      'step',
      'task',
      'task',
      'milestone',
      'milestone',
    ])
    expect(tasks.filter(({ parent }) => parent === '4').map(({ source }) => source)).toEqual(['4.1', '4.2', '4.3', '4.4', '4.5', '4.6'])
    expect(tasks.filter(({ parent }) => parent === '4.1').map(({ source }) => source)).toEqual(['4.1.1', '4.1.2', '4.1.3'])
    expect(of('4.5')).toMatchObject({ status: 'todo', blocked: true })
    expect(of('4.1.1')).toMatchObject({ status: 'doing', blocked: false, percent: 50 })
    expect(tasks.filter(({ kind }) => kind === 'step').map(({ source }) => source)).toEqual(['2', '4', '6', '8', '10', '12', '14', '16'])
  })
  it('MKT-04 adds up in rows: a heading is the mean of what is under it, and no row has a problem', () => {
    const projection = new Projection(business, space)
    write(projection, planEdits(reading().plan, target, nothingYet).edits)
    const row = (source: string) => projection.row('task', taskId(space, source))
    expect(
      [...projection.rows('task').values(), ...projection.rows('dependency').values(), ...projection.rows('phase').values()].filter(
        one => one['problem']
      )
    ).toEqual([])
    expect(row('4.1')).toMatchObject({ children: 3, progress: 50, state: 'doing', percent: 0 })
    expect(row('4')?.['progress']).toBeCloseTo((50 + 60 + 50 + 50 + 0 + 0) / 6, 9)
    const top = [...projection.rows('task').values()].filter(one => one['parent'] === null)
    for (const phase of projection.rows('phase').values()) {
      const own = top.filter(one => one['phase'] === phase.id)
      expect(phase['progress']).toBeCloseTo(own.reduce((sum, one) => sum + Number(one['progress']), 0) / own.length, 9)
      expect(phase['steps']).toBe(own.length)
    }
    const leaves = run(
      business,
      { from: 'task', where: { op: 'is', left: { op: 'field', name: 'children' }, right: { op: 'value', value: 0 } } },
      sourceOf(projection, '2025-11-10')
    )
    expect(leaves).toHaveLength(63 - 9)
    expect(projection.row('project', space)).toMatchObject({ title: 'Plateforme', phases: 10 })
  })
  it('MKT-05 stands in the order of the file, with the phases in order of appearance', () => {
    const projection = new Projection(business, space)
    write(projection, planEdits(reading().plan, target, nothingYet).edits)
    const tasks = [...projection.rows('task').values()] as unknown as Task[]
    const phases = [...projection.rows('phase').values()].sort((a, b) => compareText(String(a['rank']), String(b['rank'])))
    expect(phases.map(phase => phase['title'])).toEqual(reading().plan.phases)
    const shown = phases.flatMap(phase => lines(tree(tasks, phase.id)).map(({ row }) => row.code))
    expect(shown).toEqual(reading().plan.tasks.map(({ source }) => source))
  })
  it('MKT-04 lists where the file says otherwise than its own lines add up to', () => {
    const found = differences(reading().plan, target)
    expect(found.find(({ source, of }) => source === '4' && of === 'progress')).toMatchObject({ line: 10, given: 40, computed: 35 })
    expect(found.find(({ source, of }) => source === '4.1' && of === 'state')).toMatchObject({ given: 'done', computed: 'doing' })
    expect(found.find(({ source, of }) => source === '4.1' && of === 'due')).toMatchObject({ given: '2025-10-27', computed: '2025-10-29' })
    expect(found.filter(({ source }) => source === '2')).toEqual([])
  })
  it('MKT-08 can be scheduled: everything ends with its last milestone', () => {
    const projection = new Projection(business, space)
    write(projection, planEdits(reading().plan, target, nothingYet).edits)
    const made = schedule([...projection.rows('task').values()] as never, [...projection.rows('dependency').values()] as never)
    expect(made.left).toEqual([])
    expect(made.slots.get(taskId(space, '17'))).toMatchObject({ critical: true })
    expect(made.slots.get(taskId(space, '4.1.2'))?.critical).toBe(false)
  })
})

describe('importing', () => {
  const env: Env = { workspace, person: id('awa'), now: 1_795_000_000_000, today: '2026-11-21', id: id('command') }
  const input = () =>
    JSON.parse(
      JSON.stringify({ space, name: 'Plateforme', fresh: true, file: { name: 'plan.csv', hash: 'x' }, plan: reading().plan })
    ) as unknown
  const reader = (projection: Projection, facts: Record<string, Record<string, unknown>[]>): Reader => ({
    row: async (entity, one) => facts[entity]?.find(row => row['id'] === one) ?? projection.row(entity, one) ?? null,
    rows: async (entity, where) =>
      [...(facts[entity] ?? []), ...projection.rows(entity).values()].filter(row =>
        Object.entries(where).every(([name, value]) => row[name] === value)
      ),
    role: async () => (facts['membership']?.[0]?.['role'] as Role | undefined) ?? null,
  })
  const parsed = done(importPlan.parse(input()))

  it('MKT-05 twice, and twice at once, writes the same records and makes departments once', async () => {
    const projection = new Projection(business, space)
    const first = done(await importPlan.decide(parsed, reader(projection, {}), env))
    expect(first.facts?.map(({ kind }) => kind)).toEqual(['space', 'membership', ...Array.from({ length: 15 }, () => 'service')])
    write(projection, first.edits ?? [])
    const before = projection.save()
    const facts = {
      space: [{ id: space }],
      membership: [{ of: space, person: env.person, role: 'manager' }],
      service: (first.facts ?? []).filter(({ kind }) => kind === 'service').map(({ id, body }) => ({ id, ...body })),
    }
    const second = done(await importPlan.decide(parsed, reader(projection, facts), { ...env, id: id('other') }))
    expect(second.facts).toEqual([])
    const changes = projection.apply([])
    write(projection, second.edits ?? [])
    expect([changes, projection.save()]).toEqual([[], before])
    expect(dryRun(parsed.plan, { ...target, fresh: false }, existingOf(projection)).counts).toMatchObject({
      ...{
        project: { create: 0, update: 0, unchanged: 0 },
        phase: { create: 0, update: 0, unchanged: 10 },
        task: { create: 0, update: 0, unchanged: 63 },
      },
    })
    expect(importedInto([id('elsewhere'), space], parsed.plan, existingOf(projection))).toBe(space)
    expect(importedInto([id('elsewhere')], parsed.plan, existingOf(projection))).toBeNull()
  })
  it('is refused to whom the project is closed, and where there is none', async () => {
    const projection = new Projection(business, space)
    const closed = reader(projection, { space: [{ id: space }], membership: [{ of: space, person: env.person, role: 'viewer' }] })
    expect(await importPlan.decide(parsed, closed, env)).toMatchObject({ refused: 'taken' })
    expect(await importPlan.decide({ ...parsed, fresh: false }, reader(projection, {}), env)).toMatchObject({ refused: 'unknown' })
    expect([importPlan.in(parsed), importPlan.in({ ...parsed, fresh: false })]).toEqual([null, { space, role: 'editor' }])
  })
  it('takes nothing from the wire that a plan cannot hold', () => {
    const good = input() as { plan: { tasks: Record<string, unknown>[]; links: unknown[]; phases: unknown[] } } & Record<string, unknown>
    const task = good.plan.tasks[0] as Record<string, unknown>
    const withTask = (more: Record<string, unknown>) => ({ ...good, plan: { ...good.plan, tasks: [{ ...task, ...more }], links: [] } })
    expect(isRefusal(importPlan.parse(withTask({})))).toBe(false)
    const wrongs = [
      ...[
        null,
        4,
        [],
        {},
        { ...good, space: 'x' },
        { ...good, fresh: 1 },
        { ...good, name: ' ' },
        { ...good, name: 'x'.repeat(201) },
        { ...good, file: {} },
        { ...good, plan: null },
      ],
      ...[
        { source: '' },
        { title: 'x'.repeat(201) },
        { kind: 'project' },
        { phase: 'nowhere' },
        { parent: 'ghost' },
        { status: 'late' },
        { percent: 101 },
      ].map(withTask),
      ...[
        { start: '2026-02-30' },
        { due: 4 },
        { assignees: ['x'] },
        { service: 'unheard' },
        { estimate: 1.5 },
        { priority: 'x' },
        { blocked: 'no' },
        { line: null },
      ].map(withTask),
      { ...good, plan: { ...good.plan, tasks: [task, task], links: [] } },
      { ...good, plan: { ...good.plan, tasks: [] } },
      { ...good, plan: { ...good.plan, links: [{ from: '1', to: '99', kind: 'finishToStart', lag: 0 }] } },
      { ...good, plan: { ...good.plan, phases: Array.from({ length: 12_000 }, (_, i) => `p${i}`) } },
    ]
    for (const one of wrongs) expect(isRefusal(importPlan.parse(one)), JSON.stringify(one).slice(0, 200)).toBe(true)
    const strange = done(importPlan.parse(withTask({ rank: 'zz', deleted: 1, ['__proto__x']: 1 })))
    expect(Object.keys(strange.plan.tasks[0] ?? {})).not.toContain('rank')
  })
})

function done<T>(answer: T | Refusal): T {
  if (isRefusal(answer)) throw new Error(answer.label.en)
  return answer
}
