import { afterEach, beforeEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { randomId } from '#kernel/base/id.ts'
import { createRecord } from '#kernel/space/record.ts'
import { business } from '#domain/model.ts'
import { openOffice, type Office } from '../../tests/office.ts'
import { Turns } from './turns.ts'
import { ProjectionWork } from './work.ts'

let office: Office
beforeEach(async () => (office = await openOffice()))
afterEach(() => office.close())

const work = (faults: unknown[] = []) =>
  new ProjectionWork({
    pool: office.pool,
    turns: new Turns(),
    projector: office.projector,
    told: () => {},
    projected: () => {},
    fault: fault => faults.push(fault),
  })
const write = () => office.edit(new Y.Doc(), doc => createRecord(doc, business.task, randomId(), { title: 'Repérage', phase: randomId() }))

test('a stop projects what was just appended', async () => {
  const working = work()
  await write()
  working.soon(office.workspace)
  await working.stop()
  expect((await office.rows())['task']).toHaveLength(1)
})

test('a start resumes what a former process had not projected', async () => {
  await write()
  const working = work()
  await working.resume()
  await working.stop()
  expect((await office.rows())['task']).toHaveLength(1)
})

test('a projection that fails is said, and tried again', async () => {
  const faults: unknown[] = []
  const working = work(faults)
  await write()
  await office.pool.query('alter table history rename to history_away')
  working.soon(office.workspace, 0)
  while (!faults.length) await new Promise(next => setTimeout(next, 10))
  await office.pool.query('alter table history_away rename to history')
  await working.stop()
  expect((await office.rows())['task']).toHaveLength(1)
})
