// Clocks that are wrong or that move: what day it is, what is late, who is signed in and what history says do not depend on them.
import { expect, it } from 'vitest'
import { addDays, dayIn } from '#kernel/base/day.ts'
import type { Device } from '$lib/store/device.ts'
import { Browser, until } from '../device-world.ts'
import { Devices, type Session } from '../devices.ts'

const hour = 3_600_000
const day = 24 * hour
const devices = new Devices()
let awa: Session

/** A device of Awa's whose clock is so far from the true time. */
function start(off = 0, browser = new Browser()): Promise<Device> {
  browser.now = () => devices.server.now() + off
  return devices.start(awa, browser)
}
/** A project with a task due on each of these days. */
async function withTasks(device: Device, due: readonly string[]): Promise<{ space: string; ids: string[] }> {
  const space = (await device.createProject({ title: 'Lancement' })).done as string
  const [phase] = device.rows('phase', space)
  const ids: string[] = []
  for (const one of due) ids.push((await device.create('task', space, { title: one, phase: phase?.id ?? '', due: one })).done as string)
  await devices.saved(device)
  return { space, ids }
}
const lateHere = (device: Device, ids: readonly string[]) => ids.map(id => device.row('task', id)?.late)
const late = { from: 'task', where: { op: 'is', left: { op: 'field', name: 'late' }, right: { op: 'value', value: true } } } as const
const idsOf = async (query: unknown) => new Set((await devices.server.query(awa, query)).map(({ id }) => id))
/** What the server answers, once it has projected them. */
async function lateThere(ids: readonly string[]) {
  for (let n = 0, known = await idsOf({ from: 'task' }); !ids.every(id => known.has(id)); known = await idsOf({ from: 'task' }))
    if (++n > 400) throw new Error('the server has not projected the tasks')
  const found = await idsOf(late)
  return ids.map(id => found.has(id))
}

it('F17 devices a day ahead and a day behind agree with the server on today and on what is late; history bears its time, theirs beside it', async () => {
  awa = await devices.server.begin()
  const today = dayIn(awa.workspace.timeZone, devices.server.now())
  const [ahead, behind] = [await start(day), await start(-day)]
  const { ids } = await withTasks(ahead, [addDays(today, -1), today, addDays(today, 1)])
  await until(() => behind.row('task', ids[2] as string), 'the tasks on the other device')
  for (const device of [ahead, behind]) {
    expect(device.today).toBe(today)
    expect(lateHere(device, ids)).toEqual([true, false, false])
  }
  expect(await lateThere(ids)).toEqual([true, false, false])

  const before = devices.server.now()
  await behind.change('task', ids[0] as string, { title: 'De la veille' })
  await devices.saved(behind)
  await until(() => ahead.row('task', ids[0] as string)?.title === 'De la veille', 'the edit of yesterday')
  await ahead.change('task', ids[0] as string, { title: 'Du lendemain' })
  await devices.saved(ahead)
  await behind.change('task', ids[0] as string, { status: 'doing' })
  await devices.saved(behind)
  const lines = (await devices.server.historyOnce(awa, 'task', ids[0] as string, 'doing')).filter(({ at }) => at >= before)
  expect(lines.map(({ after }) => after)).toEqual(['De la veille', 'Du lendemain', 'doing'])
  expect(lines.every(({ at }) => Math.abs(at - devices.server.now()) < hour)).toBe(true)
  expect(lines.map(({ at, deviceAt }) => Math.round(((deviceAt ?? at) - at) / day))).toEqual([-1, 1, -1])
}, 60_000)

it('F17 undo, the outbox and the sync word go on over a clock that is set back a day and forward a year', async () => {
  awa = await devices.server.begin()
  const browser = new Browser()
  const device = await start(0, browser)
  const { ids } = await withTasks(device, ['2026-12-01'])
  const [id] = ids as [string]
  for (const off of [-day, 365 * day, 0]) {
    browser.now = () => devices.server.now() + off
    await device.change('task', id, { title: `Décalée de ${off}` })
    await devices.saved(device)
    await device.undo()
    await devices.saved(device)
    expect(device.row('task', id)?.title).toBe('2026-12-01')
    expect((await (await device.act('invite', { space: device.row('task', id)?.space, role: 'editor' })).settled).refused).toBeUndefined()
  }
}, 60_000)

it('F17 beyond January 2038 edits, deletions, history, decisions and sessions go on', async () => {
  const start2038 = Date.UTC(2038, 0, 19, 3, 14, 0)
  const origin = Date.now()
  devices.server.now = () => start2038 + (Date.now() - origin)
  awa = await devices.server.begin()
  const device = await start()
  const { space, ids } = await withTasks(device, ['2038-01-18', '2038-01-20'])
  expect(device.today).toBe('2038-01-19')
  devices.server.now = () => start2038 + 60_000 + (Date.now() - origin)
  await device.change('task', ids[0] as string, { title: 'Après la fin' })
  await device.remove('task', ids[1] as string)
  await devices.saved(device)
  expect(await lateThere(ids.slice(0, 1))).toEqual([true])
  expect(device.removed('task', space).map(({ id }) => id)).toEqual([ids[1]])
  const last = (await devices.server.historyOnce(awa, 'task', ids[0] as string, 'Après la fin')).at(-1)
  expect(last).toMatchObject({ after: 'Après la fin' })
  expect(last?.at).toBeGreaterThan(2 ** 31 * 1_000)
  expect((await (await device.act('invite', { space, role: 'editor' })).settled).refused).toBeUndefined()
  const other = await start()
  await until(() => other.row('task', ids[0] as string)?.title === 'Après la fin', 'the same on a new device')
  await other.restore('task', ids[1] as string)
  await devices.saved(other)
}, 60_000)

it('F17 on the nights when the clocks change, the day changes at midnight and at no other hour, here and on the server', async () => {
  for (const [from, last] of [
    [Date.UTC(2026, 2, 28, 20), '2026-03-29'],
    [Date.UTC(2026, 9, 24, 19), '2026-10-25'],
  ] as const) {
    devices.server.now = () => from
    awa = await devices.server.begin({ timeZone: 'Europe/Paris' })
    const device = await start()
    const { ids } = await withTasks(device, [addDays(last, -1), last])
    let seen = ''
    const changes: string[] = []
    for (let n = 0; n <= 30; n++) {
      devices.server.now = () => from + n * hour
      device.reconnect()
      await device.change('task', ids[1] as string, { title: `Heure ${n}` })
      await devices.saved(device)
      await (
        await device.act('invite', { space: device.row('task', ids[0] as string)?.space, role: 'editor' })
      ).settled
      const local = new Intl.DateTimeFormat('fr-FR', { timeZone: 'Europe/Paris', hour: '2-digit', minute: '2-digit' }).format(
        devices.server.now()
      )
      if (seen && device.today !== seen) changes.push(`${device.today} ${local}`)
      seen = device.today
      expect(lateHere(device, ids)).toEqual(await lateThere(ids))
    }
    expect(changes).toEqual([`${last} 00:00`, `${addDays(last, 1)} 00:00`])
    await devices.anew()
  }
}, 120_000)

it('F17 F30 a session ends after ten days without a visit, not when a clock moves; what was written meanwhile leaves after signing in', async () => {
  awa = await devices.server.begin()
  const browser = new Browser()
  const device = await start(0, browser)
  const { ids } = await withTasks(device, ['2026-12-01'])
  const [id] = ids as [string]
  const begun = Date.now()
  for (const moved of [9 * day, 8 * day, 17 * day]) {
    await devices.server.stop()
    devices.server.now = () => begun + moved + (Date.now() - begun)
    await devices.server.start()
    await device.change('task', id, { title: `Après ${moved / day} jours` })
    await devices.saved(device)
    expect(device.trouble).toBeNull()
  }
  await devices.server.stop()
  await until(() => !device.online, 'the end of the network')
  await device.change('task', id, { title: 'Pendant l’absence' })
  devices.server.now = () => begun + 28 * day + (Date.now() - begun)
  await devices.server.start()
  await until(() => device.trouble === 'signedOut', 'the end of the session')
  expect(device.state).toEqual({ is: 'offline', count: 1 })
  await devices.stop(device)

  awa = await devices.server.signIn()
  const again = await start(0, browser)
  await devices.saved(again)
  expect(again.row('task', id)?.title).toBe('Pendant l’absence')
  const line = (await devices.server.historyOnce(awa, 'task', id, 'Pendant l’absence')).at(-1)
  expect(line).toMatchObject({ person: awa.person.id, recoveredBy: null })
}, 60_000)
