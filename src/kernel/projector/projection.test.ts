import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { business } from '#domain/model.ts'
import { derivedId } from '../base/id.ts'
import { project as rebuild, Projection, type Entry } from './projection.ts'

const id = (name: string) => derivedId('test', name)
const space = id('space')
const entry = (entity: string, name: string, values: Record<string, unknown> | null): Entry => ({ entity, id: id(name), values })
const plan = (): Entry[] => [
  { entity: 'project', id: space, values: { title: 'Lancement' } },
  entry('phase', 'p1', { title: 'Étude', project: space, rank: 'a0' }),
  entry('phase', 'p2', { title: 'Conception', project: space, rank: 'a1' }),
  entry('task', 's1', { title: 'Cadrer', kind: 'step', phase: id('p1') }),
  entry('task', 't1', { title: 'Interroger', phase: id('p1'), parent: id('s1'), status: 'done' }),
  entry('task', 't2', { title: 'Rédiger', phase: id('p1'), parent: id('s1'), percent: 50 }),
  entry('task', 't3', { title: 'Publier', phase: id('p1') }),
]
const rows = (projection: Projection) =>
  Object.keys(business)
    .flatMap(entity => [...projection.rows(entity).values()].map(row => ({ entity, ...row })))
    .sort((a, b) => (a.entity + a.id < b.entity + b.id ? -1 : 1))

describe('progress', () => {
  it('MKT-04 progress rolls up from tasks to steps to phase to project', () => {
    const projection = rebuild(business, space, plan())
    expect(projection.row('task', id('s1'))).toMatchObject({ progress: 75, state: 'doing', children: 2 })
    expect(projection.row('phase', id('p1'))).toMatchObject({ progress: 37.5, state: 'doing' })
    expect(projection.row('project', space)).toMatchObject({ progress: 18.75, state: 'doing', phases: 2 })
  })
  it('MKT-04 skipped phases and cancelled steps do not count', () => {
    const projection = rebuild(business, space, [
      ...plan(),
      entry('phase', 'p2', { title: 'Conception', project: space, status: 'skipped' }),
      entry('task', 't3', { title: 'Publier', phase: id('p1'), status: 'cancelled' }),
    ])
    expect(projection.row('phase', id('p1'))).toMatchObject({ progress: 75, steps: 1 })
    expect(projection.row('project', space)).toMatchObject({ progress: 75, phases: 1 })
  })
  it('MKT-04 a phase whose steps are all finished is finished', () => {
    const projection = rebuild(business, space, plan())
    projection.apply([
      entry('task', 't2', { title: 'Rédiger', phase: id('p1'), parent: id('s1'), status: 'done' }),
      entry('task', 't3', { title: 'Publier', phase: id('p1'), status: 'done' }),
    ])
    expect(projection.row('phase', id('p1'))).toMatchObject({ progress: 100, state: 'done' })
  })
  it('MKT-04 weighs by estimate when the project says so', () => {
    const projection = rebuild(business, space, [
      ...plan(),
      { entity: 'project', id: space, values: { title: 'Lancement', weighting: 'estimate' } },
      entry('task', 't1', { title: 'Interroger', phase: id('p1'), parent: id('s1'), status: 'done', estimate: 180 }),
      entry('task', 't2', { title: 'Rédiger', phase: id('p1'), parent: id('s1'), percent: 0, estimate: 60 }),
    ])
    expect(projection.row('task', id('s1'))).toMatchObject({ progress: 75, weight: 240 })
    expect(projection.row('phase', id('p1'))).toMatchObject({ progress: 60 })
  })
})

describe('problems', () => {
  it('shows a wrong value with its problem and keeps the rest', () => {
    const projection = rebuild(business, space, [
      ...plan(),
      entry('task', 't1', { title: 'x'.repeat(300), phase: id('p9'), start: '2026-02-30', due: 4 }),
    ])
    const row = projection.row('task', id('t1'))
    expect((row?.['title'] as string).length).toBe(200)
    expect((row?.['problem'] as { code: string; field: string }[]).map(({ code, field }) => `${code} ${field}`).sort()).toEqual([
      'kind due',
      'kind start',
      'long title',
      'unknown phase',
    ])
  })
  it('MKT-05 a dependency that closes a circle has a problem, whichever came last', () => {
    const edge = (name: string, from: string, to: string) => entry('dependency', name, { from: id(from), to: id(to) })
    const projection = rebuild(business, space, [...plan(), edge('d1', 't1', 't2'), edge('d2', 't2', 't3'), edge('d3', 't3', 't1')])
    for (const name of ['d1', 'd2', 'd3'])
      expect(projection.row('dependency', id(name))?.['problem']).toEqual([{ code: 'circle', field: 'to' }])
    projection.apply([entry('dependency', 'd3', { from: id('t3'), to: id('t1'), deleted: 5 })])
    for (const name of ['d1', 'd2']) expect(projection.row('dependency', id(name))?.['problem']).toBeNull()
  })
  it('ignores keys that are no fields, __proto__ included', () => {
    const values = JSON.parse('{"title":"T","phase":"x","__proto__":{"polluted":true},"constructor":1}') as Record<string, unknown>
    const projection = rebuild(business, space, [entry('task', 't1', values)])
    expect(projection.row('task', id('t1'))).not.toHaveProperty('polluted')
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })
  it('hides what is part of something deleted, and shows it again with it', () => {
    const projection = rebuild(business, space, [...plan(), entry('phase', 'p1', { title: 'Étude', project: space, deleted: 3 })])
    expect(['s1', 't1', 't3'].map(name => projection.row('task', id(name))?.hidden)).toEqual([true, true, true])
    projection.apply([entry('phase', 'p1', { title: 'Étude', project: space, deleted: null })])
    expect(['s1', 't1', 't3'].map(name => projection.row('task', id(name))?.hidden)).toEqual([false, false, false])
  })
})

const names = ['a', 'b', 'c', 'd', 'e']
const some = fc.constantFrom(...names.map(name => id(`t${name}`)), null, 'no id')
const anyTask = fc.record(
  {
    title: fc.constantFrom('Éclair', 'œuvre', ''),
    phase: fc.constantFrom(id('p1'), id('p2'), 'x'),
    parent: some,
    status: fc.constantFrom('todo', 'doing', 'done', 'cancelled', 'never'),
    percent: fc.constantFrom(0, 33.3, 50, 120),
    start: fc.constantFrom('2026-01-05', '2026-03-01', 'hier'),
    due: fc.constantFrom('2026-02-01', '2026-01-01'),
    estimate: fc.constantFrom(30, 90, null),
    deleted: fc.constantFrom(null, 7),
  },
  { requiredKeys: [] }
)
const anyEntry: fc.Arbitrary<Entry> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      entity: fc.constant('task'),
      id: fc.constantFrom(...names.map(name => id(`t${name}`))),
      values: fc.option(anyTask, { freq: 8 }),
    }),
  },
  fc.record({
    entity: fc.constant('phase'),
    id: fc.constantFrom(id('p1'), id('p2')),
    values: fc.option(
      fc.record({
        title: fc.constant('P'),
        project: fc.constant(space),
        status: fc.constantFrom('planned', 'done', 'skipped'),
        deleted: fc.constantFrom(null, 1),
      })
    ),
  }),
  fc.record({
    entity: fc.constant('project'),
    id: fc.constant(space),
    values: fc.record({ title: fc.constant('T'), weighting: fc.constantFrom('equal', 'estimate') }),
  }),
  fc.record({
    entity: fc.constant('dependency'),
    id: fc.constantFrom(id('d1'), id('d2'), id('d3')),
    values: fc.option(fc.record({ from: some, to: some, deleted: fc.constantFrom(null, 2) })),
  })
)

describe('rows are a function of the entries', () => {
  it('live application equals a rebuild, in any order', () => {
    fc.assert(
      fc.property(fc.array(anyEntry, { maxLength: 40 }), fc.nat(), (entries, seed) => {
        const live = new Projection(business, space)
        for (const one of entries) live.apply([one])
        const last = new Map(entries.map(one => [`${one.entity}/${one.id}`, one]))
        const shuffled = [...last.values()].sort((a, b) => hash(a, seed) - hash(b, seed))
        expect(rows(live)).toEqual(rows(rebuild(business, space, shuffled)))
      }),
      { numRuns: 400 }
    )
  })
  it('goes on from what was saved', () => {
    fc.assert(
      fc.property(fc.array(anyEntry, { maxLength: 20 }), fc.array(anyEntry, { maxLength: 20 }), (before, after) => {
        const whole = rebuild(business, space, [])
        for (const one of [...before, ...after]) whole.apply([one])
        const first = new Projection(business, space)
        for (const one of before) first.apply([one])
        const second = Projection.restore(business, space, first.save())
        for (const one of after) second.apply([one])
        expect(rows(second)).toEqual(rows(whole))
      }),
      { numRuns: 150 }
    )
  })
  it('reports exactly the rows that changed', () => {
    fc.assert(
      fc.property(fc.array(anyEntry, { maxLength: 15 }), anyEntry, (entries, one) => {
        const projection = rebuild(business, space, [])
        for (const each of entries) projection.apply([each])
        const before = new Map(rows(projection).map(row => [`${row.entity}/${row.id}`, JSON.stringify(row)]))
        const changes = projection.apply([one])
        const after = new Map(rows(projection).map(row => [`${row.entity}/${row.id}`, JSON.stringify(row)]))
        const moved = [...new Set([...before.keys(), ...after.keys()])].filter(key => before.get(key) !== after.get(key)).sort()
        expect(changes.map(change => `${change.entity}/${change.id}`).sort()).toEqual(moved)
      }),
      { numRuns: 200 }
    )
  })
})
const hash = (one: Entry, seed: number) =>
  Number.parseInt(derivedId(String(seed), one.entity, one.id).replace(/[^2-9]/g, '') || '0', 10) % 9973
