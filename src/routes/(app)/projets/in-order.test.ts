import { expect, test } from 'vitest'
import type { Project } from '#domain/projects/project.ts'
import { projectsOn } from './in-order.ts'

const project = (id: string, more: Partial<Project> = {}) =>
  ({
    id,
    title: id,
    client: null,
    description: null,
    state: 'doing',
    late: false,
    active: true,
    until: null,
    ...more,
  }) as unknown as Project
const ids = (...args: Parameters<typeof projectsOn>) => projectsOn(...args).map(({ id }) => id)

test('late projects come first, then what moves, then by end and by name', () => {
  const all = [
    project('b'),
    project('a'),
    project('p', { state: 'pending' }),
    project('soon', { until: '2026-01-02' }),
    project('late', { late: true, state: 'pending' }),
  ]
  expect(ids(all, 'open', '')).toEqual(['late', 'soon', 'a', 'b', 'p'])
})
test('finished, rejected and inactive projects stand apart', () => {
  const all = [project('a'), project('d', { state: 'done' }), project('r', { state: 'rejected' }), project('i', { active: false })]
  expect(ids(all, 'open', '')).toEqual(['a'])
  expect(ids(all, 'closed', '')).toEqual(['i', 'd', 'r'])
  expect(ids(all, 'all', '')).toHaveLength(4)
})
test('every typed word is found, accents forgiven, in the title or the client; a project without a title is no fault', () => {
  const all = [project('x', { title: 'Étude média', client: 'Sonatel' }), project('y'), project('z', { title: null as never })]
  expect(ids(all, 'all', 'etude sonatel')).toEqual(['x'])
})
