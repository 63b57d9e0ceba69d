import fc from 'fast-check'
import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { business } from '#domain/model.ts'
import { derivedId } from '../base/id.ts'
import { changeRecord, createRecord } from './record.ts'
import { foresee, type Write } from './written.ts'

const ids = ['a', 'b'].map(name => derivedId('written', name)) as [string, string]
const edit = fc.record({
  on: fc.nat(2),
  id: fc.constantFrom(...ids),
  patch: fc.record(
    { title: fc.constantFrom('x', 'y', 'z'), percent: fc.constantFrom(1, 2), deleted: fc.constantFrom(null, 5) },
    { requiredKeys: [] }
  ),
  /** Learns what another replica knows first. */
  from: fc.option(fc.nat(2)),
})

/** Updates of three replicas that hear of each other now and then. */
type Edit = typeof edit extends fc.Arbitrary<infer E> ? E : never
function updatesOf(edits: readonly Edit[]): Uint8Array[] {
  const updates: Uint8Array[] = []
  const seed = new Y.Doc()
  seed.on('update', update => updates.push(update))
  for (const id of ids) createRecord(seed, business.task, id, { title: 'Né' })
  const replicas = [11, 12, 13].map(client => {
    const doc = new Y.Doc()
    doc.clientID = client
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(seed))
    doc.on('update', (update: Uint8Array, _: unknown, __: Y.Doc, { local }: Y.Transaction) => local && updates.push(update))
    return doc
  })
  for (const { on, id, patch, from } of edits) {
    const doc = replicas[on] as Y.Doc
    if (from !== null) Y.applyUpdate(doc, Y.encodeStateAsUpdate(replicas[from] as Y.Doc))
    changeRecord(doc, business.task, id, patch)
  }
  return updates
}
function told(doc: Y.Doc, updates: readonly Uint8Array[]): Write[] {
  return updates.flatMap(update => {
    const see = foresee(doc, update)
    Y.applyUpdate(doc, update)
    return see()
  })
}

it('what updates wrote is told the same, whether each is a transaction or all are one', () => {
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 20 }), fc.array(fc.nat(), { maxLength: 20 }), fc.nat(30), (edits, order, twice) => {
      const updates = updatesOf(edits)
      // Some come late, one comes twice.
      const sent = updates.map((update, n) => ({ update, at: n + ((order[n % order.length] ?? 0) % 4) })).sort((a, b) => a.at - b.at)
      const all = sent.map(({ update }) => update)
      all.push(all[twice % all.length] as Uint8Array)
      const [one, each] = [new Y.Doc(), new Y.Doc()]
      const together = one.transact(() => told(one, all))
      expect(together).toEqual(told(each, all))
      expect(one.toJSON()).toEqual(each.toJSON())
    }),
    { numRuns: 500 }
  )
})

it('PLT-21 what one writes over before it is sent is no edit: only the last is told, and only it may lose', () => {
  const [seed, mine, theirs] = [new Y.Doc(), new Y.Doc({ gc: false }), new Y.Doc()]
  createRecord(seed, business.task, ids[0], { title: 'Né' })
  for (const doc of [mine, theirs]) Y.applyUpdate(doc, Y.encodeStateAsUpdate(seed))
  const before = Y.encodeStateVector(mine)
  for (const title of ['un', 'deux', 'trois']) changeRecord(mine, business.task, ids[0], { title })
  changeRecord(theirs, business.task, ids[0], { title: 'autre' })
  told(seed, [Y.encodeStateAsUpdate(theirs)])
  const writes = told(seed, [Y.encodeStateAsUpdate(mine, before)])
  expect(writes).toMatchObject([{ key: 'title', value: 'trois', against: theirs.clientID }])
})
