import { describe, expect, it } from 'vitest'
import { derivedId } from '#kernel/base/id.ts'
import { isRefusal, type Decision, type Env, type Reader, type Role } from '#kernel/command/command.ts'
import { Projection, type Entry } from '#kernel/projector/projection.ts'
import { flatten } from '#kernel/space/record.ts'
import { business } from '../model.ts'
import { moveRecords } from './move-records.ts'

const id = (name: string) => derivedId('move', name)
const [from, to] = [id('from'), id('to')]
const env: Env = { workspace: id('workspace'), person: id('awa'), now: 99, today: '2026-11-21', id: id('command') }
const entry = (entity: string, name: string, values: Record<string, unknown>): Entry => ({ entity, id: id(name), values })
const task = (name: string, values: Record<string, unknown> = {}) => entry('task', name, { title: name, phase: id('p1'), ...values })
function start(more: Entry[] = []) {
  const here = new Projection(business, from)
  const there = new Projection(business, to)
  here.apply([
    { entity: 'project', id: from, values: { title: 'Ici' } },
    entry('phase', 'p1', { title: 'Étude', project: from, rank: 'a0' }),
    entry('phase', 'p2', { title: 'Suite', project: from, rank: 'a1' }),
    task('step', { kind: 'step', [`assignees/${id('awa')}`]: true }),
    task('leaf', { parent: id('step'), percent: 40, due: '2026-12-01' }),
    task('bin', { parent: id('step'), deleted: 7 }),
    task('stays'),
    task('next', { phase: id('p2') }),
    entry('check', 'c1', { title: 'Relire', task: id('leaf') }),
    entry('dependency', 'inner', { from: id('leaf'), to: id('step') }),
    entry('dependency', 'outer', { from: id('stays'), to: id('leaf'), lag: 2 }),
    entry('document', 'brief', { title: 'Brief', project: from, phase: id('p1') }),
    ...more,
  ])
  there.apply([
    { entity: 'project', id: to, values: { title: 'Là-bas' } },
    entry('phase', 'q1', { title: 'Arrivée', project: to, rank: 'a3' }),
    entry('task', 'host', { title: 'Accueil', phase: id('q1'), kind: 'step', rank: 'a5' }),
  ])
  const facts: Record<string, Record<string, unknown>[]> = { membership: [{ of: to, person: id('awa'), role: 'editor' }] }
  const read: Reader = {
    row: async (entity, one) => there.row(entity, one) ?? here.row(entity, one) ?? null,
    rows: async (entity, where) =>
      [...(facts[entity] ?? []), ...here.rows(entity).values(), ...there.rows(entity).values()].filter(row =>
        Object.entries(where).every(([name, value]) => row[name] === value)
      ),
    role: async space => (facts['membership']?.find(row => row['of'] === space)?.['role'] as Role | undefined) ?? null,
  }
  const at = (space: string) => (space === from ? here : there)
  /** As the server takes them: what has left stays as a stub, marked as deleted. */
  const write = (decision: Decision) => {
    const patch = (space: string, entity: string, one: string, values: Record<string, unknown>) => {
      const before = at(space).raw(entity, one) ?? {}
      at(space).apply([
        { entity, id: one, values: { ...before, ...Object.fromEntries(flatten(business[entity as 'task'], values, before)) } },
      ])
    }
    for (const { space, entity, id: one, values } of decision.edits ?? []) patch(space, entity, one, values)
    for (const move of decision.moves ?? []) patch(move.from, move.entity, move.id, { deleted: env.now })
  }
  const ask = async (input: Record<string, unknown>) => {
    const parsed = moveRecords.parse({ space: from, to, ...input })
    return isRefusal(parsed) ? parsed : moveRecords.decide(parsed, read, env)
  }
  const move = async (input: Record<string, unknown>) => {
    const decision = await ask(input)
    if (isRefusal(decision)) throw new Error(decision.label.en)
    write(decision)
    return decision
  }
  return { here, there, facts, ask, move }
}
const problems = (projection: Projection) =>
  Object.keys(business).flatMap(entity =>
    [...projection.rows(entity).values()].filter(row => row['problem'] && !row.hidden).map(row => row.id)
  )

const shown = (projection: Projection, entity: string) =>
  [...projection.rows(entity).values()].flatMap(row => (row.hidden ? [] : row.id)).sort()

describe('moving to another project', () => {
  it('takes a step with all that is part of it, under the same ids, and leaves addresses behind', async () => {
    const { here, there, move } = start()
    const before = here.row('task', id('leaf'))
    const decision = await move({ entity: 'task', record: id('step'), under: { phase: id('q1') } })
    expect([...there.rows('task').keys()].sort()).toEqual(['step', 'leaf', 'bin', 'host'].map(id).sort())
    expect(there.row('task', id('leaf'))).toEqual({ ...before, space: to, phase: id('q1') })
    expect(there.row('task', id('step'))).toMatchObject({
      phase: id('q1'),
      parent: null,
      assignees: [id('awa')],
      children: 1,
      progress: 40,
    })
    expect(there.row('task', id('bin'))?.['deleted']).toBe(7)
    expect([...there.rows('check').keys(), ...there.rows('dependency').keys()]).toEqual([id('c1'), id('inner')])
    expect(shown(here, 'task')).toEqual(['stays', 'next'].map(id).sort())
    expect([problems(here), problems(there)]).toEqual([[], []])
    expect(decision.moves).toHaveLength(5)
    expect(decision.moves).toContainEqual({ entity: 'check', id: id('c1'), from, to })
  })
  it('cuts what ties it to what stays: a dependency with an end on each side is deleted', async () => {
    const { here, there, move } = start()
    await move({ entity: 'task', record: id('step'), under: { phase: id('q1') } })
    expect(there.row('dependency', id('outer'))).toBeUndefined()
    expect(here.row('dependency', id('outer'))).toMatchObject({ deleted: 99, hidden: true })
  })
  it('takes a phase with its tasks; a document of the project stays and lets go of it', async () => {
    const { here, there, move } = start()
    await move({ entity: 'phase', record: id('p1') })
    expect(there.row('phase', id('p1'))).toMatchObject({ project: to, steps: 2 })
    expect(String(there.row('phase', id('p1'))?.['rank']) > 'a3').toBe(true)
    expect(there.row('dependency', id('outer'))).toMatchObject({ lag: 2, problem: null })
    expect(here.row('document', id('brief'))).toMatchObject({ phase: null, project: from, problem: null })
    expect(shown(here, 'task')).toEqual([id('next')])
    expect([problems(here), problems(there)]).toEqual([[], []])
  })
  it('takes a document alone, and a task under another one into its phase', async () => {
    const { there, move } = start()
    await move({ entity: 'document', record: id('brief') })
    expect(there.row('document', id('brief'))).toMatchObject({ project: to, phase: null })
    await move({ entity: 'task', record: id('leaf'), under: { task: id('host') } })
    expect(there.row('task', id('leaf'))).toMatchObject({ phase: id('q1'), parent: id('host') })
    expect(problems(there)).toEqual([])
  })
  it('comes back over its own stub, and a stub does not move again', async () => {
    const { here, there, move, facts } = start()
    const before = here.row('task', id('leaf'))
    await move({ entity: 'task', record: id('leaf'), under: { phase: id('q1') } })
    facts['membership']?.push({ of: from, person: id('awa'), role: 'manager' })
    await move({ space: to, to: from, entity: 'task', record: id('leaf'), under: { task: id('step') } })
    expect({ ...here.row('task', id('leaf')), rank: '' }).toEqual({ ...before, rank: '' })
    const again = await move({ entity: 'task', record: id('step'), under: { phase: id('q1') } })
    expect(again.moves?.map(one => one.id)).toContain(id('leaf'))
    expect(shown(there, 'task')).toEqual(['host', 'step', 'leaf'].map(id).sort())
  })
  it('refuses, and says what to do', async () => {
    const { ask, facts } = start([task('broken', { start: 'hier' })])
    const refused = async (input: Record<string, unknown>) => {
      const answer = await ask(input)
      return isRefusal(answer) ? answer.refused : null
    }
    expect(moveRecords.in({ space: from, entity: 'task', record: id('x'), to, under: {} })).toEqual({ space: from, role: 'editor' })
    expect(await refused({ entity: 'task', record: id('step') })).toBe('place')
    expect(await refused({ entity: 'task', record: id('step'), under: { phase: id('p2') } })).toBe('unknown')
    expect(await refused({ entity: 'task', record: id('ghost'), under: { phase: id('q1') } })).toBe('unknown')
    expect(await refused({ entity: 'task', record: id('bin'), under: { phase: id('q1') } })).toBe('unknown')
    expect(await refused({ entity: 'task', record: id('broken'), under: { phase: id('q1') } })).toBe('problem')
    expect(await refused({ entity: 'project', record: from })).toBe('malformed')
    expect(await refused({ entity: 'task', record: 'x' })).toBe('malformed')
    expect(await refused({ entity: 'task', record: id('step'), under: { phase: 'x' } })).toBe('malformed')
    expect(await refused({ entity: 'task', record: id('step'), to: from })).toBe('same')
    facts['membership'] = [{ of: to, person: id('awa'), role: 'viewer' }]
    expect(await refused({ entity: 'phase', record: id('p2') })).toBe('forbidden')
  })
})
