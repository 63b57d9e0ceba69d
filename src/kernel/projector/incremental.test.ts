import fc from 'fast-check'
import { expect, it } from 'vitest'
import { business } from '#domain/model.ts'
import { derivedId } from '../base/id.ts'
import { project as rebuild, Projection, type Entry } from './projection.ts'

const id = (name: string) => derivedId('incremental', name)
const space = id('space')
const tasks = ['a', 'b', 'c', 'd', 'e', 'f'].map(id)
const phases = ['p', 'q'].map(id)
const value = fc.constantFrom
const entry = (entity: string, ids: readonly string[], values: fc.Arbitrary<Record<string, unknown>>) =>
  fc.record({ entity: value(entity), id: value(...ids), values: fc.option(values, { freq: 8 }) })

const task = entry(
  'task',
  tasks,
  fc.record(
    {
      title: value('Éclair', '', 'x'.repeat(300)),
      phase: value(...phases, 'nowhere'),
      parent: value(...tasks, null),
      status: value('todo', 'doing', 'done', 'cancelled', 'never'),
      percent: value(0, 0.1, 33.3, 50, 120),
      start: value('2026-01-05', '2026-03-01', 'hier'),
      due: value('2026-02-01', '2026-01-01'),
      estimate: value(30, 90, null),
      deleted: value(null, 7),
      [`assignees/${id('someone')}`]: value(true, null),
      unknown: value(1, 'two'),
    },
    { requiredKeys: [] }
  )
)
const others = fc.oneof(
  entry(
    'phase',
    phases,
    fc.record({ title: value('P'), project: value(space), status: value('planned', 'done', 'skipped'), deleted: value(null, 1) })
  ),
  entry('project', [space], fc.record({ title: value('T'), weighting: value('equal', 'estimate') })),
  entry('dependency', ['1', '2', '3', '4'].map(id), fc.record({ from: value(...tasks), to: value(...tasks), deleted: value(null, 2) })),
  entry('check', ['k', 'l'].map(id), fc.record({ title: value('Relire'), task: value(...tasks), done: value(true, false) })),
  fc.record({ entity: value('task'), id: value(...tasks), taken: value(['id'], []) })
)
type Step = { batch: Entry[] } | { undo: number } | { restart: true }
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ batch: fc.array(fc.oneof({ weight: 3, arbitrary: task }, others), { minLength: 1, maxLength: 5 }) }),
  },
  { weight: 2, arbitrary: fc.record({ undo: fc.nat() }) },
  { weight: 1, arbitrary: value({ restart: true as const }) }
)
const plan: Entry[] = [
  { entity: 'project', id: space, values: { title: 'Lancement' } },
  ...phases.map(phase => ({ entity: 'phase', id: phase, values: { title: 'Phase', project: space } })),
]
const rows = (projection: Projection) =>
  new Map(Object.keys(business).flatMap(entity => [...projection.rows(entity)].map(([row, values]) => [`${entity}/${row}`, values])))
const sorted = (of: ReadonlyMap<string, unknown>) => [...of].sort(([a], [b]) => (a < b ? -1 : 1))

it('after any history the rows are those of a rebuild, and the changes told on the way lead to them', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), steps => {
      let live = new Projection(business, space)
      const last = new Map<string, Entry>()
      const past: Entry[][] = []
      const followed = new Map<string, unknown>()
      const give = (entries: readonly Entry[]) => {
        past.push(entries.map(one => ({ entity: one.entity, id: one.id, values: last.get(keyOf(one))?.values ?? null })))
        // Gone, then given again with other words: what was taken goes with it.
        for (const one of entries) {
          const former = last.get(keyOf(one))
          last.set(keyOf(one), one.values === null || former?.values === null ? one : { ...former, ...one })
        }
        for (const { entity, id: record, after } of live.apply(entries)) {
          if (after) followed.set(`${entity}/${record}`, after)
          else followed.delete(`${entity}/${record}`)
        }
      }
      give(plan)
      for (const one of steps) {
        if ('batch' in one) give(one.batch)
        else if ('undo' in one) give(past[one.undo % past.length] as Entry[])
        else live = Projection.restore(business, space, live.save())
      }
      const whole = rebuild(business, space, [...last.values()].reverse())
      expect(sorted(rows(live))).toEqual(sorted(rows(whole)))
      expect(sorted(followed)).toEqual(sorted(rows(whole)))
      for (const { entity, id: record } of last.values()) expect(plain(live, entity, record)).toEqual(plain(whole, entity, record))
    }),
    { numRuns: 500 }
  )
})
const keyOf = ({ entity, id: record }: Entry) => `${entity}/${record}`
/** What is held of a record; absent and null are the same. */
const plain = (projection: Projection, entity: string, record: string) =>
  Object.entries(projection.raw(entity, record) ?? {})
    .filter(([, held]) => held !== null)
    .sort(([a], [b]) => (a < b ? -1 : 1))

it('what a change costs does not grow with the siblings of what changed', () => {
  const siblings = Array.from({ length: 300 }, (_, n) => ({
    entity: 'task',
    id: id(`sibling ${n}`),
    values: { title: 'Autre', phase: phases[n % 2], parent: n % 3 ? null : tasks[0], start: '2026-02-01', percent: n % 100 },
  }))
  const parent = { entity: 'task', id: tasks[0] as string, values: { title: 'Étape', phase: phases[0] } }
  const single = task.filter(({ id: record }) => record !== parent.id)
  fc.assert(
    fc.property(fc.array(single, { minLength: 1, maxLength: 12 }), history => {
      const projection = rebuild(business, space, [...plan, parent, ...siblings])
      for (const one of history) {
        const before = projection.work
        projection.apply([one])
        // Itself and its fellows in the history, their phases and the project, a few times each; far from 300.
        expect(projection.work - before).toBeLessThan(60)
      }
    }),
    { numRuns: 100 }
  )
})
