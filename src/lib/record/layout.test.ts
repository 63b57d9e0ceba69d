import { describe, expect, test } from 'vitest'
import { business } from '#domain/model.ts'
import { declarationOf, fieldOf } from '#kernel/schema/model.ts'
import { derivedOf, gathered, layoutOf } from './layout.ts'

describe('the detail of a record', () => {
  const phase = { status: 'planned', state: 'done', start: null, from: '2026-09-30', due: '2026-10-08', until: '2026-10-08' }
  test('MKT-04 a phase whose steps are finished is shown as such, with the days its tasks give it', () => {
    expect(derivedOf('phase', 'status', phase)).toBe('done')
    expect(derivedOf('phase', 'start', phase)).toBe('2026-09-30')
  })
  test('what was entered stands where its tasks say nothing else', () => {
    expect(derivedOf('phase', 'due', phase)).toBeUndefined()
    expect(derivedOf('phase', 'status', { ...phase, state: 'planned' })).toBeUndefined()
    expect(derivedOf('phase', 'start', { ...phase, from: null })).toBeUndefined()
    expect(derivedOf('task', 'status', phase)).toBeUndefined()
  })
  test('every field it names is declared, and every derived value it shows instead', () => {
    for (const entity of ['project', 'phase', 'task', 'document']) {
      const declaration = declarationOf(business, entity)!
      const { fields, wide } = layoutOf(entity)
      for (const field of [...fields, ...wide]) expect(fieldOf(declaration, field), `${entity}.${field}`).toBeDefined()
    }
    const task = declarationOf(business, 'task')!
    for (const value of Object.values(gathered)) expect(Object.keys(task.rest.derived)).toContain(value)
  })
})
