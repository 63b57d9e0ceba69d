import { expect, it } from 'vitest'
import { derivedId, isId } from '#kernel/base/id.ts'
import { project as rebuild } from '#kernel/projector/projection.ts'
import { run } from '#kernel/query/query.ts'
import { sourceOf } from '../../../tests/source-of.ts'
import { business } from '../model.ts'
import { standardPhases } from './standard-phases.ts'

const space = derivedId('standard', 'space')
const entries = (language?: 'fr' | 'en') => [
  { entity: 'project', id: space, values: { title: 'Lancement' } },
  ...standardPhases(space, undefined, language),
]

it('MKT-02 a new project has the six standard phases, in order and without problems', () => {
  const projection = rebuild(business, space, entries())
  const found = run(business, { from: 'phase', sort: [{ by: 'rank' }] }, sourceOf(projection, '2026-11-21'))
  expect(found.map(row => row['title'])).toEqual([
    'Expression du besoin',
    'Études de faisabilité',
    'Conception',
    'Développement / mise en œuvre',
    'Lancement commercial',
    'Retrait d’une offre',
  ])
  expect(found.every(row => row['problem'] === null && row['state'] === 'planned')).toBe(true)
  expect(projection.row('project', space)).toMatchObject({ phases: 6, progress: 0, problem: null })
})

it('MKT-02 the phases have English names too, and ids that follow from the project or from the caller', () => {
  expect(standardPhases(space, undefined, 'en').map(edit => edit.values['title'])).toContain('Withdrawal of an offer')
  expect(standardPhases(space).map(edit => edit.id)).toEqual(standardPhases(space, undefined, 'en').map(edit => edit.id))
  expect(new Set(standardPhases(space).map(edit => edit.id)).size).toBe(6)
  expect(standardPhases(space).every(edit => isId(edit.id) && edit.space === space)).toBe(true)
  expect(standardPhases(space, n => `own${n}`).map(edit => edit.id)).toEqual(['own1', 'own2', 'own3', 'own4', 'own5', 'own6'])
})
