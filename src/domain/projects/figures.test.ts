import { describe, expect, it } from 'vitest'
import { derivedId } from '#kernel/base/id.ts'
import { project as rebuild, type Entry } from '#kernel/projector/projection.ts'
import { sourceOf } from '../../../tests/source-of.ts'
import { business } from '../model.ts'
import { counts, lateTasks, load, phaseProgress, projectProgress, tasksByStatus } from './figures.ts'

const id = (name: string) => derivedId('figures', name)
const space = id('space')
const entry = (entity: string, name: string, values: Record<string, unknown>): Entry => ({ entity, id: id(name), values })
const task = (name: string, values: Record<string, unknown> = {}) => entry('task', name, { title: name, phase: id('p1'), ...values })
const entries: Entry[] = [
  { entity: 'project', id: space, values: { title: 'Lancement' } },
  entry('phase', 'p2', { title: 'Recette', project: space, rank: 'a2' }),
  entry('phase', 'p1', { title: 'Étude', project: space, rank: 'a1' }),
  task('heading', { kind: 'step', due: '2026-01-01', [`assignees/${id('awa')}`]: true }),
  task('done', { parent: id('heading'), status: 'done', due: '2026-01-02', [`assignees/${id('awa')}`]: true }),
  task('shared', {
    parent: id('heading'),
    percent: 50,
    status: 'doing',
    estimate: 240,
    due: '2026-01-03',
    [`assignees/${id('awa')}`]: true,
    [`assignees/${id('moussa')}`]: true,
  }),
  task('later', { due: '2026-12-01', [`assignees/${id('awa')}`]: true }),
  task('team', { service: id('video'), estimate: 60, due: '2026-01-04' }),
  task('nobody'),
  task('void', { status: 'cancelled', due: '2026-01-01' }),
  task('gone', { deleted: 5, due: '2026-01-01' }),
  entry('document', 'brief', { title: 'Brief', project: space }),
  ...['awa', 'moussa', 'fatou'].map(name => entry('person', name, { person: id(name), name, email: `${name}@teranga.sn`, hue: 3 })),
  entry('membership', 'm1', { of: space, person: id('awa'), role: 'manager' }),
  entry('membership', 'm2', { of: space, person: id('moussa'), role: 'none' }),
  entry('membership', 'm3', { of: id('other'), person: id('fatou'), role: 'editor' }),
  entry('service', 'studio', { of: id('studio'), name: 'Studio', members: [id('fatou'), id('awa')], managers: [id('omar')] }),
  entry('groupMembership', 'g1', { of: space, group: id('studio'), role: 'viewer' }),
  entry('groupMembership', 'g2', { of: id('other'), group: id('studio'), role: 'viewer' }),
]
const source = sourceOf(rebuild(business, space, entries), '2026-02-01')
const name = (one: string | null) => ['awa', 'moussa', 'video'].find(known => id(known) === one) ?? null

describe('the figures of the home', () => {
  it('MKT-12 count what is work, never what only holds it, nor what is deleted', () => {
    expect(counts(source)).toEqual({ projects: 1, tasks: 6, open: 4, done: 1, late: 2, people: 3, documents: 1 })
    expect(counts(source, space)).toMatchObject({ projects: 1, tasks: 6, people: 3 })
    expect(counts(source, id('elsewhere'))).toEqual({ projects: 0, tasks: 0, open: 0, done: 0, late: 0, people: 0, documents: 0 })
  })
  it('MKT-12 give every status, those without tasks included', () => {
    expect(tasksByStatus(source, space)).toEqual([
      { status: 'todo', count: 3 },
      { status: 'doing', count: 1 },
      { status: 'done', count: 1 },
      { status: 'cancelled', count: 1 },
    ])
    expect(tasksByStatus(source, id('elsewhere')).map(({ count }) => count)).toEqual([0, 0, 0, 0])
  })
  it('MKT-12 give the progress of each phase, in order', () => {
    expect(phaseProgress(source, space).map(({ title, progress, late, state }) => ({ title, progress, late, state }))).toEqual([
      { title: 'Étude', progress: 18.75, late: false, state: 'doing' },
      { title: 'Recette', progress: 0, late: false, state: 'planned' },
    ])
    expect(projectProgress(source)).toMatchObject([{ title: 'Lancement', progress: 9.375, late: false }])
  })
  it('MKT-12 give the open work of each person, then of departments, then of no one', () => {
    expect(load(source).map(one => ({ ...one, person: name(one.person), service: name(one.service) }))).toEqual([
      { person: 'awa', service: null, tasks: 2, late: 1, minutes: 60, unestimated: 1 },
      ...[
        { person: 'moussa', service: null, tasks: 1, late: 1, minutes: 60, unestimated: 0 },
        { person: null, service: 'video', tasks: 1, late: 1, minutes: 60, unestimated: 0 },
      ]
        .map(one => ({ one, key: one.person ? id('moussa') : '' }))
        .sort((a, b) => (a.key < b.key ? -1 : 1))
        .map(({ one }) => one),
      { person: null, service: null, tasks: 1, late: 0, minutes: 0, unestimated: 1 },
    ])
  })
  it('MKT-12 follow the day: late is what was due before today', () => {
    expect(lateTasks(source, space).map(({ title }) => title)).toEqual(['shared', 'team'])
    expect(lateTasks({ ...source, today: '2026-01-04' }, space).map(({ title }) => title)).toEqual(['shared'])
    expect(lateTasks({ ...source, today: '2027-01-01' }).map(({ title }) => title)).toEqual(['shared', 'team', 'later'])
  })
})
