import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays } from '#kernel/base/day.ts'
import { knots } from './knots.ts'
import type { Link, Planned } from './network.ts'
import { closesCircle, schedule } from './schedule.ts'

const plain: Omit<Planned, 'id' | 'from' | 'until'> = {
  phase: 'P',
  parent: null,
  rank: 'a0',
  problem: null,
  kind: 'task',
  status: 'todo',
  state: 'todo',
}
const task = (id: string, from: string | null, until: string | null, more: Partial<Planned> = {}): Planned => ({
  ...plain,
  id,
  from: from && `2026-03-${from}`,
  until: until && `2026-03-${until}`,
  ...more,
})
const link = (from: string, to: string, kind: Link['kind'] = 'finishToStart', lag = 0): Link => ({
  id: `${from}>${to}`,
  from,
  to,
  kind,
  lag,
  problem: null,
})
const slot = (made: ReturnType<typeof schedule>, id: string) => {
  const { start, due, slack, critical } = made.slots.get(id) ?? { start: '', due: '', slack: NaN, critical: null }
  return `${start.slice(8)}-${due.slice(8)} slack ${slack}${critical ? ' critical' : ''}`
}

describe('the critical path', () => {
  it('MKT-08 is where a day lost is a day lost at the end', () => {
    const tasks = [task('a', '02', '04'), task('b', '05', '06'), task('c', '05', '09'), task('d', '10', '10')]
    const made = schedule(tasks, [link('a', 'b'), link('a', 'c'), link('b', 'd'), link('c', 'd')])
    expect(['a', 'b', 'c', 'd'].map(id => slot(made, id))).toEqual([
      '02-04 slack 0 critical',
      '05-06 slack 3',
      '05-09 slack 0 critical',
      '10-10 slack 0 critical',
    ])
    expect(made.end).toBe('2026-03-10')
    expect(made.slots.get('b')).toMatchObject({ latestStart: '2026-03-08', latestDue: '2026-03-09' })
    expect([made.clashes, made.left]).toEqual([[], []])
  })
  it('MKT-08 pushes what its predecessors push, and what has no date yet', () => {
    const made = schedule([task('a', '02', '06'), task('b', '04', '05'), task('c', null, null)], [link('a', 'b'), link('b', 'c')])
    expect(['b', 'c'].map(id => slot(made, id))).toEqual(['07-08 slack 0 critical', '09-09 slack 0 critical'])
    expect(made.clashes).toEqual([{ dependency: 'a>b', from: 'a', to: 'b', kind: 'finishToStart', days: 2, earliest: '2026-03-06' }])
  })
  it('MKT-08 knows the four links, with a lag or a lead', () => {
    const pair = (kind: Link['kind'], lag = 0) =>
      slot(schedule([task('a', '10', '14'), task('b', '02', '03')], [link('a', 'b', kind, lag)]), 'b')
    expect(pair('finishToStart')).toBe('15-16 slack 0 critical')
    expect(pair('finishToStart', 2)).toBe('17-18 slack 0 critical')
    expect(pair('finishToStart', -3)).toBe('12-13 slack 1')
    expect(pair('startToStart')).toBe('10-11 slack 3')
    expect(pair('startToStart', 1)).toBe('11-12 slack 2')
    expect(pair('finishToFinish')).toBe('13-14 slack 0 critical')
    expect(pair('startToFinish', 2)).toBe('10-11 slack 3')
  })
  it('MKT-08 lets a successor begin on the day its predecessor ends when the plan has it so', () => {
    const made = schedule([task('a', '02', '04'), task('b', '04', '05')], [link('a', 'b')])
    expect(slot(made, 'b')).toBe('04-05 slack 0 critical')
    expect(made.clashes).toEqual([])
  })
  it('MKT-08 takes a milestone as the end of its day, not as a day of work', () => {
    const gate = task('m', null, '04', { kind: 'milestone' })
    const made = schedule([task('a', '02', '04'), gate, task('b', '05', '06')], [link('a', 'm'), link('m', 'b')])
    expect(['a', 'm', 'b'].map(id => slot(made, id))).toEqual([
      '02-04 slack 0 critical',
      '04-04 slack 0 critical',
      '05-06 slack 0 critical',
    ])
    expect(made.clashes).toEqual([])
    expect(slot(schedule([task('a', '02', '08'), gate], [link('a', 'm')]), 'm')).toBe('08-08 slack 0 critical')
  })
  it('MKT-08 waits for all that is under a heading, and holds it together', () => {
    const tasks = [
      task('h', '02', '06'),
      task('x', '02', '03', { parent: 'h' }),
      task('y', '04', '06', { parent: 'h' }),
      task('z', '05', '05'),
    ]
    const made = schedule(tasks, [link('h', 'z'), link('h', 'y'), link('y', 'h', 'startToFinish')])
    expect(['h', 'x', 'y', 'z'].map(id => slot(made, id))).toEqual([
      '02-06 slack 0 critical',
      '02-03 slack 3',
      '04-06 slack 0 critical',
      '07-07 slack 0 critical',
    ])
    expect(made.left).toEqual(['h>y', 'y>h'])
    expect(made.clashes.map(({ dependency }) => dependency)).toEqual(['h>z'])
    const before = schedule([...tasks, task('w', '03', '09')], [link('w', 'h')])
    expect(slot(before, 'x')).toBe('10-11 slack 1')
  })
  it('MKT-08 leaves out every dependency of a circle, one without its end, and what is cancelled', () => {
    const tasks = [
      task('a', '02', '03'),
      task('b', '04', '05'),
      task('c', '06', '07'),
      task('v', '02', '30', { status: 'cancelled', state: 'cancelled' }),
    ]
    const made = schedule(tasks, [
      link('a', 'b'),
      link('b', 'c'),
      link('c', 'b'),
      link('c', 'ghost'),
      link('v', 'a'),
      { ...link('a', 'c'), problem: [{ code: 'circle', field: 'to' }] },
    ])
    expect(made.left).toEqual(['a>c', 'b>c', 'c>b', 'c>ghost', 'v>a'])
    expect(made.slots.has('v')).toBe(false)
    expect(made.end).toBe('2026-03-07')
  })
  it('finished work is not critical and not reproached with its dates', () => {
    const made = schedule([task('a', '05', '09'), task('b', '02', '03', { state: 'done', status: 'done' })], [link('a', 'b')])
    expect(made.clashes).toEqual([])
    expect(made.slots.get('b')?.critical).toBe(false)
    expect(schedule([], [])).toEqual({ slots: new Map(), clashes: [], left: [], end: null })
  })
  it('never places a task before its predecessor or its own day, nor lets slack be negative, on any plan', () => {
    const ids = ['a', 'b', 'c', 'd', 'e', 'f']
    const kinds: Link['kind'][] = ['finishToStart', 'startToStart', 'finishToFinish', 'startToFinish']
    const dated = fc.tuple(fc.nat(40), fc.nat(6), fc.option(fc.nat(4)))
    const linked = fc.record({
      from: fc.constantFrom(...ids),
      to: fc.constantFrom(...ids),
      kind: fc.constantFrom(...kinds),
      lag: fc.integer({ min: -3, max: 5 }),
    })
    fc.assert(
      fc.property(fc.array(dated, { minLength: 6, maxLength: 6 }), fc.array(linked, { maxLength: 8 }), (dates, found) => {
        const tasks = ids.map((id, i): Planned => {
          const [at, length, parent] = dates[i] as [number, number, number | null]
          const from = addDays('2026-03-01', at)
          return {
            ...plain,
            id,
            from,
            until: addDays(from, length),
            parent: parent !== null && parent < i ? (ids[parent] as string) : null,
          }
        })
        const links = found.map((one, i): Link => ({ ...one, id: `l${i}`, problem: null }))
        const made = schedule(tasks, links)
        const shuffled = schedule([...tasks].reverse(), [...links].reverse())
        for (const [id, { slack, start, latestStart }] of made.slots) {
          expect(slack).toBeGreaterThanOrEqual(0)
          expect(latestStart >= start).toBe(true)
          expect(shuffled.slots.get(id)).toEqual(made.slots.get(id))
          if (!tasks.some(({ parent }) => parent === id)) expect(start >= (tasks.find(one => one.id === id)?.from ?? '')).toBe(true)
        }
        expect(shuffled.left).toEqual(made.left)
      }),
      { numRuns: 300 }
    )
  })
  it('runs through a chain of five thousand tasks', () => {
    const tasks = Array.from({ length: 5000 }, (_, i) => ({ ...task(`t${i}`, null, null) }))
    const made = schedule(
      tasks,
      tasks.slice(1).map((_, i) => link(`t${i}`, `t${i + 1}`))
    )
    expect(made.end).toBe(addDays('2000-01-01', 4999))
    expect([...made.slots.values()].every(({ critical }) => critical)).toBe(true)
  })
})

it('knots are the sets of nodes that reach each other', () => {
  const arrows: Record<string, string[]> = { a: ['b'], b: ['c'], c: ['a', 'd'], d: ['e'], e: ['d'], f: ['f', 'a'] }
  const found = knots(Object.keys(arrows), node => arrows[node] ?? [])
  const same = (x: string, y: string) => found.get(x) === found.get(y)
  expect([same('a', 'b'), same('b', 'c'), same('d', 'e'), same('c', 'd'), same('f', 'a')]).toEqual([true, true, true, false, false])
})

it('MKT-05 a circle is seen before the link that would close it is made', () => {
  const links = [link('a', 'b'), link('b', 'c')]
  expect([closesCircle(links, 'c', 'a'), closesCircle(links, 'a', 'c'), closesCircle(links, 'a', 'a')]).toEqual([true, false, true])
})
