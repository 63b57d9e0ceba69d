import { afterEach, beforeEach, expect, test } from 'vitest'
import type * as Y from 'yjs'
import { randomId } from '#kernel/base/id.ts'
import { changeRecord, createRecord } from '#kernel/space/record.ts'
import { business } from '#domain/model.ts'
import { beginPlan, openOffice, phase, task, type Office } from '../../tests/office.ts'

let office: Office
beforeEach(async () => (office = await openOffice()))
afterEach(() => office.close())

const begin = () => beginPlan(office)

/** More than one transaction takes, one update each. */
async function long(doc: Y.Doc) {
  const updates: Uint8Array[] = []
  const keep = (update: Uint8Array) => updates.push(update)
  doc.on('update', keep)
  const ids = Array.from({ length: 400 }, () => randomId())
  for (const id of ids) createRecord(doc, business.task, id, { title: 'Née', phase })
  for (const id of ids) changeRecord(doc, business.task, id, { title: 'Changée', status: 'done' })
  for (const id of ids) changeRecord(doc, business.task, id, { title: 'Encore', phase: null })
  doc.off('update', keep)
  await Promise.all(updates.map(update => office.send(update)))
  return ids
}
const told = async (ids: readonly string[]) =>
  (await Promise.all(ids.map(id => office.history(id)))).map(lines => lines.map(({ field, after }) => (field === 'title' ? after : field)))
const asTold = ['create', 'Changée', 'status', 'Encore', 'phase']

test('a log of several stretches gives the rows of a rebuild, and each line of history once, in order', async () => {
  const ids = await long(await begin())
  await office.catchUp()
  const live = await office.rows()
  expect((await told(ids)).filter(lines => lines.join() !== asTold.join())).toEqual([])
  await office.rebuild()
  expect(await office.rows()).toEqual(live)
})

test('a stretch that fails takes back what was read after it', async () => {
  const ids = await long(await begin())
  await office.pool.query(`alter table history add constraint away check (sequence < 700)`)
  await expect(office.catchUp()).rejects.toThrow('away')
  await office.pool.query('alter table history drop constraint away')
  await office.catchUp()
  expect((await told(ids)).filter(lines => lines.join() !== asTold.join())).toEqual([])
  const live = await office.rows()
  await office.rebuild()
  expect(await office.rows()).toEqual(live)
})

test('a row that the table had lost is whole again once it changes', async () => {
  const doc = await begin()
  const [before] = (await office.rows())['task'] as object[]
  await office.pool.query('delete from model.task where id = $1', [task])
  await office.edit(doc, doc => changeRecord(doc, business.task, task, { title: 'Ngor' }))
  await office.catchUp()
  expect((await office.rows())['task']).toEqual([{ ...before, title: 'Ngor', 'title~': 'ngor' }])
})

test('who writes on waits for no projection', async () => {
  const doc = await begin()
  const write = (title: string) => office.edit(doc, doc => changeRecord(doc, business.task, task, { title }))
  await write('Gorée')
  const other = await office.pool.connect()
  try {
    // What the projector writes last is held back: all the rest of its transaction is written by then.
    await other.query('begin')
    await other.query('lock table projection in share mode')
    const projecting = office.catchUp()
    const waits = `select from pg_locks where relation = 'projection'::regclass and not granted`
    while (!(await other.query(waits)).rowCount) await new Promise(next => setTimeout(next, 5))
    await write('Ngor')
    await other.query('rollback')
    await projecting
  } finally {
    other.release()
  }
  await office.catchUp()
  expect((await office.rows())['task']).toMatchObject([{ title: 'Ngor' }])
})
