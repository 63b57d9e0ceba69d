import { afterEach, beforeEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { randomId } from '#kernel/base/id.ts'
import { createRecord } from '#kernel/space/record.ts'
import { business } from '#domain/model.ts'
import { openOffice, type Office } from '../../tests/office.ts'
import { recordFacts } from '../projector/facts.ts'
import { readFeed } from './feed.ts'

let office: Office
beforeEach(async () => (office = await openOffice()))
afterEach(() => office.close())

test('who comes second commits second, so that a reader between the two skips nothing', async () => {
  const { pool, workspace, space, awa, clock } = office
  const who = { account: awa, person: awa, workspace, session: 'x' }
  const { position: start } = await readFeed(pool, who, 0)
  const first = await pool.connect()
  await first.query('begin')
  const fact = { kind: 'service', id: randomId(), body: { name: 'Studio' }, spaces: [workspace] }
  await recordFacts(first, workspace, [fact], awa, clock.now())

  const doc = new Y.Doc()
  let second = 'under way'
  const edit = office.edit(doc, doc => createRecord(doc, business.project, space, { title: 'Noflaye' })).then(() => (second = 'committed'))
  await new Promise(next => setTimeout(next, 200))
  expect(second).toBe('under way')
  const between = await readFeed(pool, who, start)
  expect(between).toEqual({ position: start, documents: [], facts: [], lost: [] })

  await first.query('commit')
  first.release()
  await edit
  const after = await readFeed(pool, who, between.position)
  expect(after.facts.map(({ id }) => id)).toEqual([fact.id])
  expect(after.documents.map(document => document.space)).toEqual([space])
})
