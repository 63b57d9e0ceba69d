// A record changes space while someone edits it offline.
import { tmpdir } from 'node:os'
import { afterEach, beforeEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { randomId } from '#kernel/base/id.ts'
import type { Edit, Move } from '#kernel/command/command.ts'
import { planName, textName } from '#kernel/space/name.ts'
import { changeRecord, createRecord } from '#kernel/space/record.ts'
import { business } from '#domain/model.ts'
import { openOffice, type Office } from '../../tests/office.ts'
import { Access } from '../auth/access.ts'
import { readFeed } from '../feed/feed.ts'
import { Files } from '../files/files.ts'
import { load } from '../sync/load.ts'
import { Book } from './book.ts'

let office: Office
let book: Book
let target: string
const [phase, document] = [randomId(), randomId()]
let mine: Y.Doc

beforeEach(async () => {
  office = await openOffice()
  const { pool, clock, documents, projector } = office
  const files = new Files(pool, clock, tmpdir())
  const jobs = { add: async () => {}, wake: () => {} } as never
  const sync = { show: async () => {}, close: () => {}, hints: { now: () => {} }, hocuspocus: { closeConnections: () => {} } } as never
  book = new Book({ pool, model: business, clock, documents, projector, access: new Access(pool), jobs, files, sync: () => sync })
  target = randomId()
  mine = new Y.Doc()
  await office.decide([office.member(target, office.awa, 'manager')])
  await office.documents.open(planName(office.workspace, target), target)
  await office.edit(mine, doc => {
    createRecord(doc, business.project, office.space, { title: 'Noflaye' })
    createRecord(doc, business.phase, phase, { title: 'Étude', project: office.space })
    createRecord(doc, business.document, document, { title: 'Cahier des charges', project: office.space, phase })
  })
  const text = await office.documents.open(textName(office.workspace, 'document', document, 'body'), office.space)
  const body = new Y.Doc()
  await office.edit(
    body,
    doc => {
      const paragraph = new Y.XmlElement('paragraph')
      paragraph.insert(0, [new Y.XmlText('Des images de Gorée')])
      doc.getXmlFragment('default').push([paragraph])
    },
    office.awa,
    text.id
  )
  await office.decide([
    {
      kind: 'sheet',
      id: randomId(),
      body: { phase, version: 1, name: 'f.docx', file: 'f', size: 1, by: office.awa, at: 1 },
      spaces: [office.space],
    },
  ])
  await office.catchUp()
})
afterEach(async () => {
  // A record that leaves and comes, whoever carries what of it, is what nobody did wrong.
  const { rows } = await office.pool.query('select action from audit')
  await office.close()
  expect(rows).toEqual([])
})

const copy = () => {
  const other = new Y.Doc()
  Y.applyUpdate(other, Y.encodeStateAsUpdate(mine))
  return other
}
async function move(from = office.space, to = target) {
  await office.catchUp()
  const moves: Move[] = [
    { entity: 'phase', id: phase, from, to },
    { entity: 'document', id: document, from, to },
  ]
  const edits: Edit[] = [
    { space: to, entity: 'phase', id: phase, values: { title: 'Étude', project: to } },
    { space: to, entity: 'document', id: document, values: { title: 'Cahier des charges', project: to, phase } },
  ]
  await book.write(office.workspace, office.awa, { moves, edits })
}
const rowOf = async (entity: string, space: string) =>
  ((await office.rows())[entity] as { space: string }[]).find(row => row.space === space)

test('a record takes its texts, its id and the facts about it along, and rows equal a rebuild', async () => {
  const before = (await readFeed(office.pool, { workspace: office.workspace, person: office.awa, account: '', session: '' }, 0)).position
  await move()
  expect(await rowOf('document', target)).toMatchObject({ title: 'Cahier des charges', body: 'Des images de Gorée', hidden: false })
  expect(await rowOf('document', office.space)).toMatchObject({ hidden: true, title: null, phase: null, body: '' })
  const { rows: told } = await office.pool.query('select field from history where space = $1 and record = $2 order by id', [
    office.space,
    document,
  ])
  expect(told.map(line => line.field)).toEqual(['create', 'body', 'deleted'])
  expect(await rowOf('phase', target)).toMatchObject({ hidden: false })
  expect(await rowOf('sheet', target)).toMatchObject({ phase, version: 1 })
  const rows = await office.rows()
  await office.rebuild()
  expect(await office.rows()).toEqual(rows)
  const page = await readFeed(office.pool, { workspace: office.workspace, person: office.awa, account: '', session: '' }, before)
  expect(page.documents).toContainEqual(
    expect.objectContaining({ name: textName(office.workspace, 'document', document, 'body'), space: target })
  )
  expect(page.facts.map(fact => fact.kind)).toContain('sheet')
})

test('an edit made offline meanwhile is carried to the new home in its author’s name', async () => {
  await office.decide([office.member(target, office.moussa, 'editor')])
  const offline = copy()
  await move()
  await office.edit(offline, doc => changeRecord(doc, business.document, document, { title: 'Cahier des charges, revu' }), office.moussa)
  await office.catchUp()
  expect(await rowOf('document', target)).toMatchObject({ title: 'Cahier des charges, revu', hidden: false })
  const lines = await office.pool.query(`select person, after from history where space = $1 and record = $2 and field = 'title'`, [
    target,
    document,
  ])
  expect(lines.rows).toEqual([{ person: office.moussa, after: 'Cahier des charges, revu' }])
  const doc = new Y.Doc()
  const known = await office.documents.find(planName(office.workspace, target))
  await load(office.pool, known?.id ?? 0, doc, office.say)
  expect(doc.getMap<Y.Map<unknown>>('document').get(document)?.get('title')).toBe('Cahier des charges, revu')
})

test('who may not write in the new home gets the edit handed back', async () => {
  const offline = copy()
  await move()
  await office.edit(offline, doc => changeRecord(doc, business.document, document, { title: 'Perdu ?' }), office.moussa)
  await office.catchUp()
  expect(await rowOf('document', target)).toMatchObject({ title: 'Cahier des charges' })
  expect(await rowOf('conflict', office.space)).toMatchObject({
    record: document,
    field: 'title',
    lost: 'Perdu ?',
    kept: 'Cahier des charges',
    loser: office.moussa,
    winner: office.awa,
  })
})

test('what went away and came back is whole again', async () => {
  await move()
  await move(target, office.space)
  expect(await rowOf('document', office.space)).toMatchObject({
    hidden: false,
    title: 'Cahier des charges',
    body: 'Des images de Gorée',
    problem: null,
  })
  expect(await rowOf('document', target)).toMatchObject({ hidden: true })
  const rows = await office.rows()
  await office.rebuild()
  expect(await office.rows()).toEqual(rows)
})
