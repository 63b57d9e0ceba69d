// Clocks that are wrong or that move: what day it is, what is late, who is signed in and what history says do not depend on them.
import { afterEach, beforeEach, expect, it } from 'vitest'
import { addDays, dayIn } from '#kernel/base/day.ts'
import { openDevice, type Device } from '$lib/store/device.ts'
import { RunningServer } from '../device-server.ts'
import { Browser, until } from '../device-world.ts'

const hour = 3_600_000
const day = 24 * hour
let server: RunningServer
let awa: Awaited<ReturnType<RunningServer['begin']>>
let devices: Device[] = []

/** A device whose clock is so far from the true time. */
async function start(off = 0, browser = new Browser()): Promise<Device> {
  browser.now = () => server.now() + off
  const device = await openDevice({ workspace: awa.workspace, person: awa.person, environment: server.environment(browser, awa) })
  devices.push(device)
  return device
}
const saved = (...some: Device[]) => until(() => some.every(device => device.state.is === 'saved'), 'all to be saved', 20_000)
/** A project with a task due on each of these days. */
async function withTasks(device: Device, due: readonly string[]): Promise<{ space: string; ids: string[] }> {
  const space = (await device.createProject({ title: 'Lancement' })).done as string
  const [phase] = device.rows('phase', space)
  const ids: string[] = []
  for (const one of due) ids.push((await device.create('task', space, { title: one, phase: phase?.id ?? '', due: one })).done as string)
  await saved(device)
  return { space, ids }
}
const lateHere = (device: Device, ids: readonly string[]) => ids.map(id => device.row('task', id)?.late)
const late = { from: 'task', where: { op: 'is', left: { op: 'field', name: 'late' }, right: { op: 'value', value: true } } } as const
const idsOf = async (query: unknown) => new Set((await server.query(awa, query)).map(({ id }) => id))
/** What the server answers, once it has projected them. */
async function lateThere(ids: readonly string[]) {
  for (let n = 0, known = await idsOf({ from: 'task' }); !ids.every(id => known.has(id)); known = await idsOf({ from: 'task' }))
    if (++n > 400) throw new Error('the server has not projected the tasks')
  const found = await idsOf(late)
  return ids.map(id => found.has(id))
}
beforeEach(async () => {
  devices = []
  server = await RunningServer.open()
})
afterEach(async () => {
  await Promise.all(devices.map(device => device.close()))
  await server.close()
})

it('F17 devices a day ahead and a day behind agree with the server on today and on what is late; history bears its time, theirs beside it', async () => {
  awa = await server.begin()
  const today = dayIn(awa.workspace.timeZone, server.now())
  const [ahead, behind] = [await start(day), await start(-day)]
  const { ids } = await withTasks(ahead, [addDays(today, -1), today, addDays(today, 1)])
  await until(() => behind.row('task', ids[2] as string), 'the tasks on the other device')
  for (const device of [ahead, behind]) {
    expect(device.today).toBe(today)
    expect(lateHere(device, ids)).toEqual([true, false, false])
  }
  expect(await lateThere(ids)).toEqual([true, false, false])

  const before = server.now()
  await behind.change('task', ids[0] as string, { title: 'De la veille' })
  await saved(behind)
  await until(() => ahead.row('task', ids[0] as string)?.title === 'De la veille', 'the edit of yesterday')
  await ahead.change('task', ids[0] as string, { title: 'Du lendemain' })
  await saved(ahead)
  await behind.change('task', ids[0] as string, { status: 'doing' })
  await saved(behind)
  const lines = (await server.historyOnce(awa, 'task', ids[0] as string, 'doing')).filter(({ at }) => at >= before)
  expect(lines.map(({ after }) => after)).toEqual(['De la veille', 'Du lendemain', 'doing'])
  expect(lines.every(({ at }) => Math.abs(at - server.now()) < hour)).toBe(true)
  expect(lines.map(({ at, deviceAt }) => Math.round(((deviceAt ?? at) - at) / day))).toEqual([-1, 1, -1])
}, 60_000)

it('F17 undo, the outbox and the sync word go on over a clock that is set back a day and forward a year', async () => {
  awa = await server.begin()
  const browser = new Browser()
  const device = await start(0, browser)
  const { ids } = await withTasks(device, ['2026-12-01'])
  const [id] = ids as [string]
  for (const off of [-day, 365 * day, 0]) {
    browser.now = () => server.now() + off
    await device.change('task', id, { title: `Décalée de ${off}` })
    await saved(device)
    await device.undo()
    await saved(device)
    expect(device.row('task', id)?.title).toBe('2026-12-01')
    expect((await (await device.act('invite', { space: device.row('task', id)?.space, role: 'editor' })).settled).refused).toBeUndefined()
  }
}, 60_000)

it('F17 beyond January 2038 edits, deletions, history, decisions and sessions go on', async () => {
  const start2038 = Date.UTC(2038, 0, 19, 3, 14, 0)
  const origin = Date.now()
  server.now = () => start2038 + (Date.now() - origin)
  awa = await server.begin()
  const device = await start()
  const { space, ids } = await withTasks(device, ['2038-01-18', '2038-01-20'])
  expect(device.today).toBe('2038-01-19')
  server.now = () => start2038 + 60_000 + (Date.now() - origin)
  await device.change('task', ids[0] as string, { title: 'Après la fin' })
  await device.remove('task', ids[1] as string)
  await saved(device)
  expect(await lateThere(ids.slice(0, 1))).toEqual([true])
  expect(device.removed('task', space).map(({ id }) => id)).toEqual([ids[1]])
  const last = (await server.historyOnce(awa, 'task', ids[0] as string, 'Après la fin')).at(-1)
  expect(last).toMatchObject({ after: 'Après la fin' })
  expect(last?.at).toBeGreaterThan(2 ** 31 * 1_000)
  expect((await (await device.act('invite', { space, role: 'editor' })).settled).refused).toBeUndefined()
  const other = await start()
  await until(() => other.row('task', ids[0] as string)?.title === 'Après la fin', 'the same on a new device')
  await other.restore('task', ids[1] as string)
  await saved(other)
}, 60_000)

it('F17 on the nights when the clocks change, the day changes at midnight and at no other hour, here and on the server', async () => {
  for (const [from, last] of [
    [Date.UTC(2026, 2, 28, 20), '2026-03-29'],
    [Date.UTC(2026, 9, 24, 19), '2026-10-25'],
  ] as const) {
    server.now = () => from
    awa = await server.begin({ timeZone: 'Europe/Paris' })
    const device = await start()
    const { ids } = await withTasks(device, [addDays(last, -1), last])
    let seen = ''
    const changes: string[] = []
    for (let n = 0; n <= 30; n++) {
      server.now = () => from + n * hour
      device.reconnect()
      await device.change('task', ids[1] as string, { title: `Heure ${n}` })
      await saved(device)
      await (
        await device.act('invite', { space: device.row('task', ids[0] as string)?.space, role: 'editor' })
      ).settled
      const local = new Intl.DateTimeFormat('fr-FR', { timeZone: 'Europe/Paris', hour: '2-digit', minute: '2-digit' }).format(server.now())
      if (seen && device.today !== seen) changes.push(`${device.today} ${local}`)
      seen = device.today
      expect(lateHere(device, ids)).toEqual(await lateThere(ids))
    }
    expect(changes).toEqual([`${last} 00:00`, `${addDays(last, 1)} 00:00`])
    await Promise.all(devices.splice(0).map(device => device.close()))
    await server.close()
    server = await RunningServer.open()
  }
}, 120_000)

it('F17 F30 a session ends after ten days without a visit, not when a clock moves; what was written meanwhile leaves after signing in', async () => {
  awa = await server.begin()
  const browser = new Browser()
  const device = await start(0, browser)
  const { ids } = await withTasks(device, ['2026-12-01'])
  const [id] = ids as [string]
  const begun = Date.now()
  for (const moved of [9 * day, 8 * day, 17 * day]) {
    await server.stop()
    server.now = () => begun + moved + (Date.now() - begun)
    await server.start()
    await device.change('task', id, { title: `Après ${moved / day} jours` })
    await saved(device)
    expect(device.trouble).toBeNull()
  }
  await server.stop()
  await until(() => !device.online, 'the end of the network')
  await device.change('task', id, { title: 'Pendant l’absence' })
  server.now = () => begun + 28 * day + (Date.now() - begun)
  await server.start()
  await until(() => device.trouble === 'signedOut', 'the end of the session')
  expect(device.state).toEqual({ is: 'offline', count: 1 })
  await device.close()
  devices = []

  awa = await server.signIn()
  const again = await start(0, browser)
  await saved(again)
  expect(again.row('task', id)?.title).toBe('Pendant l’absence')
  const line = (await server.historyOnce(awa, 'task', id, 'Pendant l’absence')).at(-1)
  expect(line).toMatchObject({ person: awa.person.id, recoveredBy: null })
}, 60_000)
