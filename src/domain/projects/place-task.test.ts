import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { indent, moveDown, moveUp, outdent, placeTask, rankAt, type Change } from './place-task.ts'
import { finishPhase, phasesInOrder, placePhase, reopenPhase, skipPhase } from './place-phase.ts'
import { descendants, lines, nextLine, previousLine, tree, type Placed } from './tree.ts'

const one = (id: string, parent: string | null, rank: string, phase = 'P'): Placed => ({ id, parent, rank, phase, problem: null })
//  a        (P)        z (Q)
//    b
//      c
//    d
//  e
const plan = [
  one('e', null, 'a1'),
  one('d', 'a', 'a1'),
  one('a', null, 'a0'),
  one('c', 'b', 'a0'),
  one('b', 'a', 'a0'),
  one('z', null, 'a0', 'Q'),
]
const drawn = (tasks: readonly Placed[], phase?: string) => lines(tree(tasks, phase)).map(({ row, depth }) => '.'.repeat(depth) + row.id)
const after = (tasks: readonly Placed[], changes: readonly Change[]): Placed[] =>
  tasks.map(task => changes.filter(({ id }) => id === task.id).reduce((row, { patch }) => ({ ...row, ...patch }), task))

describe('tree', () => {
  it('MKT-03 stands in the order of rank and then id, whatever the order of arrival', () => {
    expect(drawn(plan, 'P')).toEqual(['a', '.b', '..c', '.d', 'e'])
    expect(drawn([...plan].reverse(), 'P')).toEqual(drawn(plan, 'P'))
    expect(drawn([one('y', null, 'a0'), one('x', null, 'a0')])).toEqual(['x', 'y'])
  })
  it('loses no task from sight: an absent parent, a circle, itself as parent', () => {
    const circular = (id: string, parent: string): Placed => ({ ...one(id, parent, 'a0'), problem: [{ code: 'circle', field: 'parent' }] })
    expect(drawn([circular('a', 'b'), circular('b', 'a'), one('c', 'a', 'a0'), one('d', 'gone', 'a0'), one('f', 'f', 'a0')])).toEqual([
      'a',
      '.c',
      'b',
      'd',
      'f',
    ])
  })
  it('closes what is closed and walks the visible lines', () => {
    const visible = lines(tree(plan, 'P'), new Set(['b']))
    expect(visible.map(({ row }) => row.id)).toEqual(['a', 'b', 'd', 'e'])
    expect([
      nextLine(visible, 'b'),
      previousLine(visible, 'b'),
      nextLine(visible, 'e'),
      previousLine(visible, 'a'),
      nextLine(visible, 'c'),
    ]).toEqual(['d', 'a', null, null, null])
    expect(
      descendants(plan, 'a')
        .map(({ id }) => id)
        .sort()
    ).toEqual(['b', 'c', 'd'])
  })
})

describe('placeTask', () => {
  it('MKT-03 reorders with one write', () => {
    const changes = placeTask(plan, 'e', { phase: 'P', parent: null, after: null })
    expect(changes).toHaveLength(1)
    expect(drawn(after(plan, changes), 'P')).toEqual(['e', 'a', '.b', '..c', '.d'])
  })
  it('MKT-03 takes the whole subtree to another phase', () => {
    const moved = after(plan, placeTask(plan, 'a', { phase: 'Q', parent: null, after: 'z' }))
    expect(drawn(moved, 'Q')).toEqual(['z', 'a', '.b', '..c', '.d'])
    expect(moved.filter(({ phase }) => phase === 'P').map(({ id }) => id)).toEqual(['e'])
    expect(after(plan, placeTask(plan, 'b', { phase: 'P', parent: 'z', after: null })).find(({ id }) => id === 'c')?.phase).toBe('Q')
  })
  it('writes nothing when it stands there already or cannot stand there', () => {
    expect(placeTask(plan, 'e', { phase: 'P', parent: null, after: 'a' })).toEqual([])
    expect(placeTask(plan, 'a', { phase: 'P', parent: 'c', after: null })).toEqual([])
    expect(placeTask(plan, 'a', { phase: 'P', parent: 'a', after: null })).toEqual([])
    expect(placeTask(plan, 'a', { phase: 'P', parent: null, after: 'a' })).toEqual([])
    expect(placeTask(plan, 'a', { phase: 'P', parent: null, after: 'c' })).toEqual([])
    expect(placeTask(plan, 'ghost', { phase: 'P', parent: null, after: null })).toEqual([])
    expect(placeTask(plan, 'a', { phase: 'P', parent: 'ghost', after: null })).toEqual([])
  })
  it('stands between neighbours whose ranks two people set alike', () => {
    const tied = [one('a', null, 'a0'), one('b', null, 'a0'), one('c', null, 'a0'), one('d', null, 'a5')]
    expect(drawn(after(tied, placeTask(tied, 'd', { phase: 'P', parent: null, after: 'a' })))).toEqual(['a', 'd', 'b', 'c'])
    expect(rankAt(tied, 'c') > 'a0' && rankAt(tied, 'c') < 'a5').toBe(true)
    expect(rankAt([], null)).toBe('a0')
  })
  it('MKT-03 indents, outdents and moves with the keyboard', () => {
    expect(drawn(after(plan, indent(plan, 'e')), 'P')).toEqual(['a', '.b', '..c', '.d', '.e'])
    expect(indent(plan, 'a')).toEqual([])
    expect(drawn(after(plan, outdent(plan, 'b')), 'P')).toEqual(['a', '.d', 'b', '.c', 'e'])
    expect(drawn(after(plan, outdent(plan, 'c')), 'P')).toEqual(['a', '.b', '.c', '.d', 'e'])
    expect(outdent(plan, 'e')).toEqual([])
    expect(drawn(after(plan, moveUp(plan, 'd')), 'P')).toEqual(['a', '.d', '.b', '..c', 'e'])
    expect(drawn(after(plan, moveDown(plan, 'a')), 'P')).toEqual(['e', 'a', '.b', '..c', '.d'])
    expect([moveUp(plan, 'a'), moveDown(plan, 'e'), moveUp(plan, 'ghost'), indent(plan, 'ghost')]).toEqual([[], [], [], []])
  })
  it('keeps every task in the tree and lands where it was told, whatever is moved', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'z']
    const move = fc.record({
      id: fc.constantFrom(...names),
      parent: fc.option(fc.constantFrom(...names)),
      phase: fc.constantFrom('P', 'Q'),
      after: fc.option(fc.constantFrom(...names)),
    })
    fc.assert(
      fc.property(fc.array(move, { maxLength: 12 }), moves => {
        let tasks: Placed[] = plan
        for (const { id, ...place } of moves) {
          const changes = placeTask(tasks, id, place)
          tasks = after(tasks, changes)
          if (changes.length) expect(placeTask(tasks, id, place)).toEqual([])
          expect(
            lines(tree(tasks))
              .map(({ row }) => row.id)
              .sort()
          ).toEqual(names)
          for (const task of tasks) if (task.parent) expect(tasks.find(({ id }) => id === task.parent)?.phase).toBe(task.phase)
        }
      })
    )
  })
})

describe('placePhase', () => {
  const phases = [
    { id: 'p', rank: 'a0' },
    { id: 'q', rank: 'a1' },
    { id: 'r', rank: 'a1' },
  ]
  const moved = (id: string, to: string | null) => {
    const ranks = new Map(placePhase(phases, id, to).map(({ id, patch }) => [id, patch['rank'] as string]))
    return phasesInOrder(phases.map(phase => ({ ...phase, rank: ranks.get(phase.id) ?? phase.rank }))).map(({ id }) => id)
  }
  it('MKT-02 reorders phases, ties included', () => {
    expect(moved('r', null)).toEqual(['r', 'p', 'q'])
    expect(moved('p', 'q')).toEqual(['q', 'p', 'r'])
    expect(moved('p', 'r')).toEqual(['q', 'r', 'p'])
    expect([
      placePhase(phases, 'q', 'p'),
      placePhase(phases, 'x', null),
      placePhase(phases, 'q', 'q'),
      placePhase(phases, 'q', 'x'),
    ]).toEqual([[], [], [], []])
  })
  it('MKT-02 finishes, skips and reopens a phase', () => {
    expect([finishPhase('p'), skipPhase('p'), reopenPhase('p')].map(([change]) => change?.patch)).toEqual([
      { status: 'done' },
      { status: 'skipped' },
      { status: 'planned' },
    ])
  })
})
