import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Circles } from './circle.ts'

const nodes = ['a', 'b', 'c', 'd', 'e', 'f']
const move = fc.record({
  record: fc.constantFrom(...['1', '2', '3', '4', '5', '6', '7', '8']),
  link: fc.option(fc.tuple(fc.constantFrom(...nodes), fc.constantFrom(...nodes)), { freq: 5 }),
})

/** By its definition: from the end of the link, its start can be reached. */
function circular(links: ReadonlyMap<string, readonly [string, string]>): string[] {
  return [...links].flatMap(([record, [start, end]]) => {
    const reached = new Set([end])
    for (const node of reached) for (const [from, to] of links.values()) if (from === node) reached.add(to)
    return reached.has(start) ? [record] : []
  })
}

it('the links of circles are known after any moves, and every other record that turned is told', () => {
  fc.assert(
    fc.property(fc.array(fc.array(move, { minLength: 1, maxLength: 4 }), { maxLength: 12 }), batches => {
      const circles = new Circles()
      const links = new Map<string, readonly [string, string]>()
      let before: string[] = []
      for (const batch of batches) {
        for (const { record, link } of batch) {
          circles.move(record, link)
          if (link) links.set(record, link)
          else links.delete(record)
        }
        const turned = new Set([...circles.settle(), ...batch.map(({ record }) => record)])
        const now = circular(links)
        expect(['1', '2', '3', '4', '5', '6', '7', '8'].filter(record => circles.has(record))).toEqual(now.sort())
        for (const record of new Set([...before, ...now]))
          if (before.includes(record) !== now.includes(record)) expect(turned).toContain(record)
        before = now
      }
    }),
    { numRuns: 1_000 }
  )
})
it('whether a link would close a circle is known before it is made', () => {
  const link = fc.tuple(fc.constantFrom(...nodes), fc.constantFrom(...nodes))
  fc.assert(
    fc.property(fc.array(move, { maxLength: 12 }), fc.constantFrom('1', '9'), link, (moves, record, wanted) => {
      const circles = new Circles()
      for (const one of moves) circles.move(one.record, one.link)
      circles.settle()
      const closes = circles.closes(record, wanted)
      circles.move(record, wanted)
      circles.settle()
      expect(closes).toBe(circles.has(record))
    }),
    { numRuns: 500 }
  )
})
it('a chain of any length needs no deep stack', () => {
  const circles = new Circles()
  for (let n = 0; n < 50_000; n++) circles.move(`d${n}`, [`t${n}`, `t${n + 1}`])
  expect(circles.settle()).toEqual([])
  circles.move('last', ['t50000', 't0'])
  expect(circles.settle()).toHaveLength(50_001)
})
