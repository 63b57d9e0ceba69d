// People who lose an access, act twice, or act on what is moving; over real sockets, in French.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type * as Y from 'yjs'
import { randomId } from '#kernel/base/id.ts'
import { planName } from '#kernel/space/name.ts'
import { changeRecord, createRecord } from '#kernel/space/record.ts'
import { business } from '#domain/model.ts'
import { until } from '../kill/writer.ts'
import { counted } from './counted.ts'
import { expectSame, House } from './house.ts'

let house: House
beforeEach(async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  house = await House.shared()
})
afterEach(async () => {
  await house.close()
  vi.restoreAllMocks()
})
const factsOf = async (kind: string) => (await house.pool.query('select body from fact where kind = $1', [kind])).rows.map(row => row.body)

test('F29 whoever loses a space in mid-session has the line closed within five seconds, and nothing more of theirs is taken', async ({
  task,
}) => {
  const { space, phase } = house.company
  const moussa = house.writer(1)
  let denied = ''
  let closed = 0
  moussa.provider.on('disconnect', () => closed++)
  moussa.provider.on('authenticationFailed', ({ reason }: { reason: string }) => (denied = reason))
  await until('the plan', () => moussa.settled)
  moussa.write(phase, 20)
  await until('some edits', () => moussa.saved.records > 5)
  const { person } = await house.who(1)
  expect((await house.act('share', { space, person, role: 'none' })).status).toBe(200)
  await until('the line to be closed', () => closed > 0, 5_000)
  await until('the refusal', () => denied === 'forbidden')
  const logged = await house.count('update_log')
  await new Promise(next => setTimeout(next, 500))
  moussa.rest()
  expect(await house.count('update_log')).toBe(logged)
  expect(moussa.records.length).toBeGreaterThan(moussa.saved.records)
  await house.rowsEqualRebuild()
  counted(task, { 'acknowledged before': moussa.saved.records, 'taken after': (await house.count('update_log')) - logged })
})

test('F29 signing out closes the lines of that session, and of no other', async () => {
  const [awa, moussa] = [house.writer(0), house.writer(1)]
  await until('both', () => awa.settled && moussa.settled)
  let [gone, disturbed] = [0, 0]
  moussa.provider.on('disconnect', () => gone++)
  awa.provider.on('disconnect', () => disturbed++)
  await house.relais.signOut(new Request('http://localhost/', { method: 'POST' }), await house.who(1))
  await until('the line to be closed', () => gone > 0, 5_000)
  await new Promise(next => setTimeout(next, 300))
  expect([moussa.settled, disturbed]).toEqual([false, 0])
})

test('F32 a space begun twice at once, and its first records written by two devices, stand once', async ({ task }) => {
  const space = randomId()
  const name = planName(house.company.workspace, space)
  const answers = await Promise.all([0, 1, 2, 3].map(() => house.act('createSpace', { id: space, kind: 'project', name: 'Deux fois' })))
  expect(answers.map(answer => answer.status).sort()).toEqual([200, 409, 409, 409])
  expect((await factsOf('space')).filter(body => body.of === space)).toHaveLength(1)
  // Two devices of hers, neither of which knows of the other, begin the same records.
  const [one, two] = [house.writer(0, { name }), house.writer(0, { name })]
  await until('both', () => one.settled && two.settled)
  for (const device of [one, two]) device.disconnect()
  const ids = Array.from({ length: 6 }, () => randomId())
  for (const [n, device] of [one, two].entries()) {
    createRecord(device.doc, business.project, space, { title: `Deux fois, ${n}` })
    for (const id of ids) createRecord(device.doc, business.phase, id, { title: `Étape ${n}`, project: space })
  }
  // The lines close in their own time.
  await new Promise(next => setTimeout(next, 500))
  for (const device of [one, two]) device.connect()
  await until('both to be saved', () => one.settled && two.settled)
  await until('convergence', () => JSON.stringify(one.doc.getMap('phase')) === JSON.stringify(two.doc.getMap('phase')))
  expectSame(one.doc, two.doc)
  const rows = await house.rowsEqualRebuild()
  const mine = (entity: string) => (rows[entity] as { space: string; id: string }[]).filter(row => row.space === space)
  expect(
    mine('phase')
      .map(row => row.id)
      .sort()
  ).toEqual([...ids].sort())
  expect(mine('project')).toHaveLength(1)
  const { rows: births } = await house.pool.query(`select record from history where space = $1 and field = 'create' and entity = 'phase'`, [
    space,
  ])
  expect(births).toHaveLength(ids.length)
  counted(task, { 'spaces begun': answers.length, 'of them made': 1, phases: ids.length, births: births.length })
})

test('F36 a command right after edits that are not projected sees them, and sent twice is taken once', async ({ task }) => {
  const { space, phase } = house.company
  const awa = house.writer()
  await until('the plan', () => awa.settled)
  createRecord(awa.doc, business.project, space, { title: 'Noflaye' })
  createRecord(awa.doc, business.phase, phase, { title: 'Étude', project: space })
  await until('the phase', () => awa.settled)
  const rounds = 10
  for (let round = 1; round <= rounds; round++) {
    const title = `Étude, version ${round}`
    changeRecord(awa.doc, business.phase, phase, { title })
    await until('the edit to be saved', () => awa.settled)
    // At once, before the projector has had its sixty milliseconds, and twice at the same time.
    const id = randomId()
    const answers = await Promise.all([1, 2].map(() => house.act('generateSheet', { space, phase }, { id })))
    const again = await house.act('generateSheet', { space, phase }, { id })
    expect([...answers, again].map(answer => answer.status)).toEqual([200, 200, 200])
    expect((await house.pool.query('select title from model.phase where id = $1', [phase])).rows).toEqual([{ title }])
  }
  await until('every sheet', async () => (await factsOf('sheet')).length === rounds, 60_000)
  await new Promise(next => setTimeout(next, 300))
  const versions = (await factsOf('sheet')).map(body => body.version as number).sort((a, b) => a - b)
  expect(versions).toEqual(Array.from({ length: rounds }, (_, i) => i + 1))
  await house.rowsEqualRebuild()
  counted(task, { sent: rounds * 3, taken: await house.count(`command where name = 'generateSheet'`), sheets: versions.length })
})

test('F35 what is edited offline while its record moves elsewhere is carried there, under its author’s name', async ({ task }) => {
  const { space, workspace } = house.company
  const target = randomId()
  await house.act('createSpace', { id: target, kind: 'project', name: 'Ailleurs' })
  await house.act('share', { space: target, person: (await house.who(1)).person, role: 'editor' })
  const [awa, moussa] = [house.writer(0), house.writer(1)]
  const there = house.writer(0, { name: planName(workspace, target) })
  await until('the plans', () => [awa, moussa, there].every(one => one.settled))
  const document = randomId()
  createRecord(awa.doc, business.project, space, { title: 'Noflaye' })
  createRecord(there.doc, business.project, target, { title: 'Ailleurs' })
  createRecord(awa.doc, business.document, document, { title: 'Cahier des charges', project: space })
  await until('it everywhere', () => moussa.doc.getMap('document').size === 1 && awa.settled && there.settled)
  moussa.disconnect()
  changeRecord(moussa.doc, business.document, document, { title: 'Cahier, revu hors ligne' })
  const moved = await house.act('moveRecords', { entity: 'document', record: document, space, to: target })
  expect([moved.status, moved.status === 200 ? '' : await moved.text()]).toEqual([200, ''])
  moussa.connect()
  await until('the edit to be saved', () => moussa.settled)
  const title = () => there.doc.getMap<Y.Map<unknown>>('document').get(document)?.get('title')
  await until('the edit in the new home', () => title() === 'Cahier, revu hors ligne')
  await until('convergence', () => awa.doc.getMap<Y.Map<unknown>>('document').get(document)?.get('moved') === target)
  expectSame(awa.doc, moussa.doc)
  const rows = await house.rowsEqualRebuild()
  const standing = (rows['document'] as { id: string; hidden: boolean; space: string }[]).filter(row => row.id === document && !row.hidden)
  expect(standing.map(row => row.space)).toEqual([target])
  const { rows: lines } = await house.pool.query(`select person from history where space = $1 and record = $2 and field = 'title'`, [
    target,
    document,
  ])
  expect(lines).toEqual([{ person: (await house.who(1)).person }])
  counted(task, { moved: 1, carried: lines.length, lost: 0 })
})
