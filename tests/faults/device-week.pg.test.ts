// A week without a network on two devices of two people, one of whom deletes what the other edits.
import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { planName, textName } from '#kernel/space/name.ts'
import { openDatabase } from '$lib/store/database.ts'
import type { Device } from '$lib/store/device.ts'
import { build, Log } from '$lib/store/log.ts'
import { databaseName } from '$lib/store/stores.ts'
import { Browser, until } from '../device-world.ts'
import { Devices, type Session } from '../devices.ts'

const day = 86_400_000
type Side = { session: Session; browser: Browser; device: Device }
const devices = new Devices()

async function start(session: Session, browser = new Browser()): Promise<Side> {
  browser.now = () => devices.server.now()
  return { session, browser, device: await devices.start(session, browser) }
}
const saved = (...some: Side[]) =>
  until(() => some.every(({ device }) => !device.online || device.state.is !== 'device'), 'all to leave', 30_000)
/** What the disk of a device says of a document. */
async function onDisk({ session, browser }: Side, name: string): Promise<Y.Doc> {
  const { indexedDB, IDBKeyRange, clock, later } = browser.outside()
  const database = openDatabase(databaseName(session.workspace.id, session.person.id), { indexedDB, IDBKeyRange })
  const doc = build(new Y.Doc(), await new Log(database, { clock, later }).load(name), null)
  database.close()
  return doc
}
/** State vector, delete set and every value, whatever order they came in. */
const same = (one: Y.Doc, two: Y.Doc) =>
  Y.equalSnapshots(Y.snapshot(one), Y.snapshot(two)) && JSON.stringify(values(one)) === JSON.stringify(values(two))
const values = (doc: Y.Doc) =>
  ['project', 'phase', 'task', 'document'].map(name =>
    Object.entries(doc.getMap<Y.Map<unknown>>(name).toJSON())
      .map(([id, record]) => [id, ...Object.entries(record as object).sort()].join('|'))
      .sort()
  )

it('F18 after seven days apart, one deleting what the other edits, both are the same, nothing written is lost and it can be restored', async () => {
  const begun = Date.now()
  let passed = 0
  devices.server.now = () => begun + passed * day + (Date.now() - begun)
  const session = await devices.server.begin()
  const awa = await start(session)
  const space = (await awa.device.createProject({ title: 'Lancement' })).done as string
  const phases = awa.device.rows('phase', space).map(({ id }) => id)
  const ids: string[] = []
  for (let n = 0; n < 14; n++)
    ids.push((await awa.device.create('task', space, { title: `Tâche ${n}`, phase: phases[n % 6] as string })).done as string)
  const note = (await awa.device.create('document', space, { title: 'Note', project: space })).done as string
  await saved(awa)
  const invited = await (await awa.device.act('invite', { space, role: 'editor' })).settled
  const moussa = await start(
    await devices.server.join(invited.facts ? (invited.link ?? '') : '', {
      name: 'Moussa',
      email: 'm@teranga.sn',
      password: 'pirogue-vent-17',
    })
  )
  await until(() => ids.every(id => moussa.device.row('task', id)) && moussa.device.mayWrite(space), 'the plan on the other device')
  await Promise.all([awa, moussa].map(({ device }) => device.open(space).ready))
  await saved(awa, moussa)

  await devices.server.stop()
  await until(() => !awa.device.online && !moussa.device.online, 'the end of the network')
  for (; passed < 7; passed++) {
    const [edited, deleted] = [ids[2 * passed] as string, ids[2 * passed + 1] as string]
    await awa.device.change('task', edited, { title: `Écrite par Awa le jour ${passed}` })
    await awa.device.change('task', deleted, { title: `Sauvée le jour ${passed}`, status: 'doing' })
    await moussa.device.remove('task', deleted)
    await moussa.device.change('task', edited, { status: 'done', due: '2026-12-24' })
    await moussa.device.create('task', space, { title: `Née le jour ${passed}`, phase: phases[0] as string })
    for (const { device } of [awa, moussa]) {
      const text = device.text('document', note, 'body')
      await until(() => text.ready, 'the text')
      const line = new Y.XmlElement('paragraph')
      line.insert(0, [new Y.XmlText(`${device.person.name} ${passed}`)])
      text.doc.getXmlFragment('default').insert(0, [line])
      text.close()
    }
    // Every other day, both devices are shut in the evening.
    if (passed % 2)
      for (const side of [awa, moussa]) {
        await devices.stop(side.device)
        side.device = (await start(side.session, side.browser)).device
      }
  }
  // Two changes, one task or deletion more, and one text a day.
  expect(awa.device.state).toEqual({ is: 'offline', count: 15 })
  expect(moussa.device.state).toEqual({ is: 'offline', count: 22 })

  await devices.server.start()
  await until(() => awa.device.online && moussa.device.online, 'the network', 20_000)
  await saved(awa, moussa)
  const shown = ({ device }: Side) =>
    JSON.stringify(
      device
        .rows('task', space)
        .map(({ id, title, status, due }) => [id, title, status, due])
        .sort()
    )
  await until(() => shown(awa) === shown(moussa) && awa.device.rows('task', space).length === 14, 'both to show the same', 30_000)
  for (let n = 0; n < 7; n++) {
    expect(awa.device.row('task', ids[2 * n] as string)).toMatchObject({
      title: `Écrite par Awa le jour ${n}`,
      status: 'done',
      due: '2026-12-24',
    })
    expect(awa.device.row('task', ids[2 * n + 1] as string)?.deleted).not.toBeNull()
  }
  const body = (side: Side) => side.device.row('document', note)?.body ?? ''
  await until(() => body(awa) === body(moussa) && body(awa).split('\n').length === 14, 'one text', 20_000)

  // What was edited against the deletion comes back with the edit.
  const rescued = ids[1] as string
  await awa.device.restore('task', rescued)
  await until(() => moussa.device.row('task', rescued)?.deleted === null, 'the restoration on the other device')
  expect(moussa.device.row('task', rescued)).toMatchObject({ title: 'Sauvée le jour 0', status: 'doing' })
  await saved(awa, moussa)

  const history = await devices.server.historyOnce(session, 'task', rescued, 'doing')
  expect(history.map(({ after }) => after)).toEqual(expect.arrayContaining(['Sauvée le jour 0', 'doing']))
  expect(history.filter(({ after }) => after === 'Sauvée le jour 0')).toHaveLength(1)
  await Promise.all([awa, moussa].map(({ device }) => devices.stop(device)))
  for (const name of [planName(session.workspace.id, space), textName(session.workspace.id, 'document', note, 'body')])
    expect(same(await onDisk(awa, name), await onDisk(moussa, name)), name).toBe(true)
}, 90_000)
