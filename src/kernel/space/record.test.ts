import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { business } from '#domain/model.ts'
import { derivedId } from '../base/id.ts'
import { normalise } from '../projector/normalise.ts'
import { changedRecords, changeRecord, createRecord, readRecord, readRecords } from './record.ts'
import { foresee, type Write } from './written.ts'

const [a, b, p] = ['a', 'b', 'p'].map(name => derivedId('record', name)) as [string, string, string]
const replica = (client: number, from?: Y.Doc) => {
  const doc = new Y.Doc()
  doc.clientID = client
  if (from) Y.applyUpdate(doc, Y.encodeStateAsUpdate(from))
  return doc
}
const seeded = () => {
  const doc = replica(1)
  createRecord(doc, business.task, a, { title: 'Interroger', phase: p, assignees: [a] })
  return doc
}
const see = (doc: Y.Doc, update: Uint8Array): Write[] => {
  const writes = foresee(doc, update)
  Y.applyUpdate(doc, update)
  return writes()
}

describe('records in a document', () => {
  it('come out as they went in', () => {
    const doc = seeded()
    expect({ ...readRecord(doc, 'task', a)?.values }).toEqual({ title: 'Interroger', phase: p, [`assignees/${a}`]: true })
    expect(readRecords(business, doc).map(({ entity, id }) => [entity, id])).toEqual([['task', a]])
  })
  it('are created once', () => {
    expect(() => createRecord(seeded(), business.task, a, { title: 'x' })).toThrow()
  })
  it('merge field by field, and a set element by element', () => {
    const [one, two] = [replica(1, seeded()), replica(2, seeded())]
    const base = seeded()
    const left = replica(11, base)
    const right = replica(12, base)
    changeRecord(left, business.task, a, { title: 'Sonder', assignees: [a, b] })
    changeRecord(right, business.task, a, { percent: 40, assignees: [a, p] })
    Y.applyUpdate(left, Y.encodeStateAsUpdate(right))
    expect({ ...readRecord(left, 'task', a)?.values }).toMatchObject({
      title: 'Sonder',
      percent: 40,
      [`assignees/${b}`]: true,
      [`assignees/${p}`]: true,
    })
    expect(one.clientID).not.toBe(two.clientID)
  })
  it('hold nothing that JSON cannot carry, whatever another program wrote', () => {
    const doc = seeded()
    const map = doc.getMap<Y.Map<unknown>>('task').get(a) as Y.Map<unknown>
    for (const [key, value] of Object.entries({ percent: 5n, estimate: NaN, cost: -Infinity, due: { day: 1 }, note: new Uint8Array(2) }))
      map.set(key, value)
    const values = { ...readRecord(doc, 'task', a)?.values }
    expect(values).toMatchObject({ percent: '5', estimate: 'NaN', cost: '-Infinity', due: undefined, note: undefined })
    expect(JSON.parse(JSON.stringify(values))).toMatchObject({ percent: '5', title: 'Interroger' })
    expect(normalise(business.task, values).problems).toEqual(
      expect.arrayContaining([
        { code: 'kind', field: 'percent', raw: '5' },
        { code: 'kind', field: 'estimate', raw: 'NaN' },
      ])
    )
  })
  it('are told by the transaction that touched them', () => {
    const doc = seeded()
    const told: string[][] = []
    doc.on('afterTransaction', (transaction: Y.Transaction) => told.push(changedRecords(business, transaction).map(({ id }) => id)))
    changeRecord(doc, business.task, a, { percent: 10 })
    createRecord(doc, business.task, b, { title: 'B', phase: p })
    expect(told).toEqual([[a], [b]])
  })
})

describe('what an update wrote', () => {
  it('tells a plain write from a creation', () => {
    const server = replica(99)
    const doc = seeded()
    const created = see(server, Y.encodeStateAsUpdate(doc))
    expect(created.map(({ key, won, against }) => [key, won, against])).toEqual([
      ['title', true, null],
      ['phase', true, null],
      [`assignees/${a}`, true, null],
    ])
    const before = Y.encodeStateVector(doc)
    changeRecord(doc, business.task, a, { title: 'Sonder' })
    expect(see(server, Y.encodeStateAsUpdate(doc, before))).toEqual([
      { entity: 'task', id: a, key: 'title', value: 'Sonder', client: 1, won: true, against: null, kept: 'Sonder' },
    ])
  })
  it.each([
    [10, 20],
    [20, 10],
  ])('PLT-30 both values of a conflict are read, whichever wins (clients %i then %i)', (first, second) => {
    const base = seeded()
    const server = replica(99, base)
    const [x, y] = [replica(first, base), replica(second, base)]
    const at = Y.encodeStateVector(base)
    changeRecord(x, business.task, a, { title: 'De X' })
    changeRecord(y, business.task, a, { title: 'Premier de Y' })
    changeRecord(y, business.task, a, { title: 'De Y' })
    const one = see(server, Y.encodeStateAsUpdate(x, at))
    const two = see(server, Y.encodeStateAsUpdate(y, at))
    expect(one).toMatchObject([{ value: 'De X', won: true, against: null }])
    const winner = first > second ? 'De X' : 'De Y'
    expect(two).toMatchObject([{ value: 'De Y', won: winner === 'De Y', against: first, kept: winner }])
    expect(readRecord(server, 'task', a)?.values['title']).toBe(winner)
  })
  it('a writer who had seen the other value is in no conflict', () => {
    const base = seeded()
    const server = replica(99, base)
    const x = replica(10, base)
    changeRecord(x, business.task, a, { title: 'De X' })
    see(server, Y.encodeStateAsUpdate(x))
    const y = replica(20, x)
    changeRecord(y, business.task, a, { title: 'De Y' })
    expect(see(server, Y.encodeStateAsUpdate(y))).toMatchObject([{ value: 'De Y', won: true, against: null }])
  })
  it('reads a write once its dependencies have come, in whatever order', () => {
    const base = seeded()
    const server = replica(99)
    const x = replica(10, base)
    changeRecord(x, business.task, a, { title: 'De X' })
    expect(see(server, Y.encodeStateAsUpdate(x, Y.encodeStateVector(base)))).toEqual([])
    const late = see(server, Y.encodeStateAsUpdate(base))
    expect(late.filter(({ key }) => key === 'title').map(({ value, won }) => [value, won])).toContainEqual(['De X', true])
  })
  it('every value that stands was read as written, over any exchange of three replicas', () => {
    const edit = fc.record({
      who: fc.nat(2),
      value: fc.integer({ min: 0, max: 99 }),
      key: fc.constantFrom('percent', 'estimate'),
      sync: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 30 }), edits => {
        const base = seeded()
        const server = replica(99, base)
        const devices = [replica(21, base), replica(7, base), replica(33, base)]
        const last = new Map<string, unknown>()
        for (const { who, value, key, sync } of edits) {
          const device = devices[who] as Y.Doc
          changeRecord(device, business.task, a, { [key]: value })
          if (!sync) continue
          for (const write of see(server, Y.encodeStateAsUpdate(device, Y.encodeStateVector(server))))
            if (write.won) last.set(write.key, write.value)
          Y.applyUpdate(device, Y.encodeStateAsUpdate(server))
        }
        for (const device of devices)
          for (const write of see(server, Y.encodeStateAsUpdate(device, Y.encodeStateVector(server))))
            if (write.won) last.set(write.key, write.value)
        const values = readRecord(server, 'task', a)?.values ?? {}
        for (const key of ['percent', 'estimate']) expect(last.get(key)).toBe(values[key])
      }),
      { numRuns: 300 }
    )
  })
})
