import { beforeEach, describe, expect, it } from 'vitest'
import { addDays } from '#kernel/base/day.ts'
import type { Device } from '$lib/store/device.ts'
import { Browser, until } from './device-world.ts'
import { Devices, type Session } from './devices.ts'

const devices = new Devices()
let awa: Session

/** A device of Awa's of its own, with its own disk. */
const start = (browser?: Browser) => devices.start(awa, browser)
async function project(device: Device): Promise<{ space: string; phase: string }> {
  const outcome = await device.createProject({ title: 'Lancement' })
  if (outcome.refused) throw new Error(outcome.refused.label.fr)
  await device.open(outcome.done).ready
  const [phase] = device.rows('phase', outcome.done)
  return { space: outcome.done, phase: phase?.id ?? '' }
}
const shown = (device: Device, space: string) =>
  device
    .rows('task', space)
    .map(({ id, title, status, due, late, phase }) => ({ id, title, status, due, late, phase }))
    .sort((a, b) => (a.id < b.id ? -1 : 1))

beforeEach(async () => {
  awa = await devices.server.begin()
})

describe('two devices and the server', () => {
  it('PLT-20 PLT-21 MKT-02 a project made offline on one comes whole to the other, and a plain list converges', async () => {
    const [one, two] = [await start(), await start()]
    await until(() => one.online && two.online, 'the network')
    await devices.server.stop()
    await until(() => !one.online, 'the end of the network')
    const { space, phase } = await project(one)
    for (let n = 0; n < 30; n++) await one.create('task', space, { title: `Tâche ${n}`, phase })
    expect(one.rows('phase', space)).toHaveLength(6)
    expect(one.state).toEqual({ is: 'offline', count: 32 })
    await devices.server.start()
    await devices.saved(one)
    await until(() => two.rows('task', space).length === 30, 'the list on the other device', 15_000)
    await two.open(space).ready
    await Promise.all([
      ...one.rows('task', space).map(({ id }, n) => one.change('task', id, { title: `Titre d’ici ${n}` })),
      ...two.rows('task', space).map(({ id }) => two.change('task', id, { status: 'doing' })),
    ])
    await devices.saved(one, two)
    await until(() => JSON.stringify(shown(one, space)) === JSON.stringify(shown(two, space)), 'both to show the same', 15_000)
    expect(shown(one, space).every(({ title, status }) => title.startsWith('Titre d’ici') && status === 'doing')).toBe(true)
  })

  it('PLT-24 a decision leaves after the edits it relies on, and is taken once', async () => {
    const one = await start()
    await until(() => one.online, 'the network')
    const asked: string[] = []
    devices.server.before = async path => void (path.includes('/commands/') && asked.push(path))
    const { space, phase } = await project(one)
    await one.create('task', space, { title: 'Juste avant', phase })
    const invited = await one.act('invite', { space, role: 'editor' })
    const answer = await invited.settled
    expect(answer.refused).toBeUndefined()
    expect(asked).toEqual(['/api/v1/commands/createSpace', '/api/v1/commands/invite'])
    expect(one.state).toEqual({ is: 'saved', count: 0 })
    await until(() => one.rows('invitation', space).length === 1, 'the fact')
  })

  it('PLT-22 a refused decision comes back with its input, and nothing behind it is held up', async () => {
    const one = await start()
    await until(() => one.online, 'the network')
    const { space } = await project(one)
    await devices.saved(one)
    const refused = await one.act('createSpace', { id: space, kind: 'project', name: 'Deux fois' })
    expect((await refused.settled).refused?.code).toBe('taken')
    const invited = await one.act('invite', { space, role: 'editor' })
    expect((await invited.settled).refused).toBeUndefined()
    const [item] = one.attention
    expect(item).toMatchObject({ kind: 'refused', command: 'createSpace', input: { name: 'Deux fois' } })
  })

  it('PLT-21 a record that moved meanwhile takes an edit made offline along', async () => {
    const [one, two] = [await start(), await start()]
    await until(() => one.online && two.online, 'the network')
    const [from, to] = [await project(one), await project(one)]
    const id = (await one.create('task', from.space, { title: 'Brief', phase: from.phase })).done as string
    await devices.saved(one)
    await until(() => two.row('task', id) && two.rows('phase', to.space).length === 6, 'both projects on the other device', 15_000)
    // This device does not see the move before it has written.
    const { space, phase } = to
    const browser = new Browser()
    const away = await start(browser)
    await until(() => away.row('task', id), 'the task on the third device', 15_000)
    await devices.stop(away)
    const moved = await two.act('moveRecords', { space: from.space, entity: 'task', record: id, to: space, under: { phase } })
    expect((await moved.settled).refused).toBeUndefined()
    const offline = await devices.start(awa, browser, { cut: true })
    expect((await offline.change('task', id, { title: 'Brief, écrit en route' })).refused).toBeUndefined()
    await devices.stop(offline)
    const back = await start(browser)
    for (const device of [one, two, back]) {
      await until(
        () => device.row('task', id)?.space === space && device.row('task', id)?.title === 'Brief, écrit en route',
        'the edit where the task is now',
        15_000
      )
      expect(device.rows('task').filter(row => row.id === id)).toHaveLength(1)
      expect(device.removed('task')).toEqual([])
    }
    expect(back.state).toEqual({ is: 'saved', count: 0 })
  })

  it('MKT-01 what is late is late in both stores', async () => {
    const one = await start()
    await until(() => one.online, 'the network')
    const { space, phase } = await project(one)
    const dues = [null, addDays(one.today, -1), one.today, addDays(one.today, 1), addDays(one.today, -40)]
    for (const [n, due] of dues.entries())
      for (const status of ['todo', 'done'] as const) await one.create('task', space, { title: `É ${n} ${status}`, phase, due, status })
    await devices.saved(one)
    const late = { from: 'task', where: { op: 'is', left: { op: 'field', name: 'late' }, right: { op: 'value', value: true } } } as const
    const here = one.ask(late).map(row => (row as { id: string }).id)
    expect(here).toHaveLength(2)
    // The rows follow the log after the acknowledgement.
    let there: unknown[] = []
    for (let n = 0; n < 100 && there.length < 2; n++) there = (await devices.server.query(awa, late)).map(row => row['id'])
    expect(there).toEqual(here)
  })

  it('the feed skips nothing while others commit', async () => {
    const [one, watcher] = [await start(), await start()]
    await until(() => one.online && watcher.online, 'the network')
    const projects = await Promise.all(Array.from({ length: 8 }, () => one.createProject({ title: 'P' })))
    const spaces = projects.map(({ done }) => done as string)
    const add = async (space: string) => {
      const [phase] = one.rows('phase', space)
      for (let n = 0; n < 5; n++) await one.create('task', space, { title: `T${n}`, phase: phase?.id ?? '' })
    }
    await Promise.all(spaces.map(add))
    await devices.saved(one)
    await until(() => watcher.rows('task').length === 40 && watcher.rows('phase').length === 48, 'every row of every project', 15_000)
    expect(
      watcher
        .rows('space')
        .map(row => row.of)
        .filter(of => spaces.includes(of))
    ).toHaveLength(8)
  })
})
