import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { randomId } from '#kernel/base/id.ts'
import { readDifferences, type Difference } from '#kernel/space/difference.ts'
import { planName } from '#kernel/space/name.ts'
import { changeRecord, createRecord } from '#kernel/space/record.ts'
import { business } from '#domain/model.ts'
import { openOffice, type Office } from '../../tests/office.ts'
import { Access } from '../auth/access.ts'
import { isProblem } from '../http/answer.ts'
import { compact } from '../sync/compaction.ts'
import { Copies } from './copy.ts'
import { Differences } from './differences.ts'

let office: Office
let differences: Differences
beforeEach(async () => {
  office = await openOffice()
  const { pool, documents, say } = office
  const access = new Access(pool)
  differences = new Differences({ pool, access, copies: new Copies({ pool, access, documents, say }), watch: { note: () => {} } })
})
afterEach(() => office.close())

type Asked = { name: string; vector?: string }
const holding = (doc: Y.Doc) => Buffer.from(Y.encodeStateVector(doc)).toString('base64')
function ask(documents: readonly Asked[] | unknown, headers: Record<string, string> = {}, person = office.awa) {
  const request = new Request('http://localhost/', { method: 'POST', body: JSON.stringify({ documents }), headers })
  return differences.answer({ account: person, person, workspace: office.workspace, session: 'x' }, request)
}
async function told(documents: readonly Asked[], person = office.awa): Promise<Difference[]> {
  const answer = (await ask(documents, {}, person)) as Response
  return readDifferences(new Uint8Array(await answer.arrayBuffer())) as Difference[]
}
const task = (doc: Y.Doc, title: string, id = randomId()) => (createRecord(doc, business.task, id, { title, phase: randomId() }), id)
/** A device that was in step, and the document as it goes on elsewhere. */
function apart(doc: Y.Doc): Y.Doc {
  const device = new Y.Doc()
  Y.applyUpdateV2(device, Y.encodeStateAsUpdateV2(doc))
  return device
}

test('PLT-20 a device gets what it lacks and nothing it has, from the log or from a snapshot alike', async () => {
  const doc = new Y.Doc()
  const ids: string[] = []
  await office.edit(doc, doc => {
    for (let n = 0; n < 200; n++) ids.push(task(doc, `Tâche ${n}`))
  })
  const device = apart(doc)
  await office.edit(doc, doc => changeRecord(doc, business.task, ids[7]!, { title: 'Relue' }))
  const name = planName(office.workspace, office.space)
  for (const from of ['log', 'snapshot']) {
    const [difference] = await told([{ name, vector: holding(device) }])
    const { update, sequence } = difference as { update: Uint8Array; sequence: number }
    expect([from, sequence, update.byteLength < 200]).toEqual([from, 2, true])
    const again = apart(device)
    Y.applyUpdateV2(again, update)
    expect(Y.equalSnapshots(Y.snapshot(again), Y.snapshot(doc))).toBe(true)
    await office.catchUp()
    expect(await compact(office.pool, office.plan.id, office.say)).toBe(true)
  }
})

test('a document that is not shared with who asks, or of another workspace, answers like one that does not exist', async () => {
  const closed = randomId()
  await office.decide([
    { kind: 'space', id: randomId(), body: { of: closed, kind: 'project', name: 'Fermé', by: office.awa }, spaces: [closed] },
    office.member(closed, office.awa, 'manager'),
  ])
  const { id } = await office.documents.open(planName(office.workspace, closed), closed)
  await office.edit(new Y.Doc(), doc => task(doc, 'Secrète'), office.awa, id)
  const elsewhere = randomId()
  await office.pool.query(`insert into workspace (id, name, currency, time_zone, at) values ($1, 'Autre', 'XOF', 'Africa/Dakar', 0)`, [
    elsewhere,
  ])
  await office.documents.open(planName(elsewhere, closed), closed)
  const names = [planName(office.workspace, closed), planName(elsewhere, closed), planName(office.workspace, randomId())]
  const asked = names.map(name => ({ name }))
  expect(await told(asked, office.moussa)).toEqual(names.map(name => ({ name, is: 'absent' })))
  expect((await told(asked))[0]).toMatchObject({ name: names[0], sequence: 1 })
  const same = async (name: string) => Buffer.from(await ((await ask([{ name }], {}, office.moussa)) as Response).arrayBuffer()).length
  expect(await same(names[0]!)).toBe(await same(names[2]!))
})

test('small documents come together; a large one is fetched by itself; what does not fit is left for the next question', async () => {
  const [small, large, others] = [randomId(), randomId(), Array.from({ length: 12 }, randomId)]
  await office.decide([small, large, ...others].map(space => office.member(space, office.awa, 'editor')))
  const write = async (space: string, tasks: number) => {
    const { id, name } = await office.documents.open(planName(office.workspace, space), space)
    // What nobody can guess does not compress: sizes in the log are those of the state.
    await office.edit(new Y.Doc(), doc => doc.transact(() => Array.from({ length: tasks }, () => task(doc, randomId()))), office.awa, id)
    return name
  }
  const names = [await write(small, 3), await write(large, 1_500)]
  expect(await told(names.map(name => ({ name })))).toMatchObject([{ sequence: 1 }, { is: 'large' }])
  const many: string[] = []
  for (const space of others) many.push(await write(space, 600))
  const first = await told(many.map(name => ({ name })))
  expect(first.length).toBeGreaterThan(1)
  expect(first.length).toBeLessThan(many.length)
  expect(first.map(({ name }) => name)).toEqual(many.slice(0, first.length))
})

test('it comes packed as the browser reads it, and what cannot be read is refused', async () => {
  const doc = new Y.Doc()
  await office.edit(doc, doc => doc.transact(() => Array.from({ length: 40 }, (_, n) => task(doc, `Tâche ${n}`))))
  const asked = [{ name: planName(office.workspace, office.space) }]
  const plain = Buffer.from(await ((await ask(asked)) as Response).arrayBuffer())
  for (const [accepted, coding, unpack] of [
    ['gzip, deflate, br', 'br', brotliDecompressSync],
    ['gzip, br;q=0', 'gzip', gunzipSync],
  ] as const) {
    const answer = (await ask(asked, { 'accept-encoding': accepted })) as Response
    expect(answer.headers.get('content-encoding')).toBe(coding)
    expect(unpack(Buffer.from(await answer.arrayBuffer())).equals(plain)).toBe(true)
  }
  const [{ name }] = asked as [{ name: string }]
  const bad = [null, [{}], [{ name: 3 }], [{ name: 'x' }], [{ name, vector: '//////////////8=' }], [{ name }, { name }]]
  for (const documents of bad) {
    const answer = await ask(documents)
    expect(isProblem(answer) && answer.status).toBe(422)
  }
})
