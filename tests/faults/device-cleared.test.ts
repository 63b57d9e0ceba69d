// The disk of a device that goes away: before a start, or under an open page.
import { IDBFactory } from 'fake-indexeddb'
import { expect, it } from 'vitest'
import type { Device } from '$lib/store/device.ts'
import { Stage } from '../device-stage.ts'
import { awa, space, until, workspace } from '../device-world.ts'

const stage = new Stage()

/** A task that the server has, then no stage.server. */
async function alone(): Promise<{ device: Device; id: string; phase: string }> {
  const made = await stage.withTask()
  await stage.server.kill()
  await until(() => !made.device.online, 'the end of the network')
  return made
}

it('F22 cleared between two starts: what had not left is put back, said, and leaves', async () => {
  const { device, id, phase } = await alone()
  await device.change('task', id, { title: 'Brief relu' })
  await device.create('task', space, { title: 'Tournage', phase })
  void device.act('invite', { space })
  await until(() => device.waiting.length === 1, 'the command to wait')
  await stage.stop(device)
  stage.browser.indexedDB = new IDBFactory()

  const again = await stage.start()
  expect(again.recovered).toEqual({ back: 3, lost: 0 })
  expect(again.state).toEqual({ is: 'offline', count: 3 })
  await stage.server.open()
  await until(() => again.state.is === 'saved', 'all to leave')
  expect(stage.tasksOnServer().get(id)?.get('title')).toBe('Brief relu')
  expect([...stage.tasksOnServer().values()].map(task => task.get('title')).sort()).toEqual(['Brief relu', 'Tournage'])
  expect(again.row('task', id)?.title).toBe('Brief relu')
  expect(stage.server.commands.filter(({ name }) => name === 'invite')).toHaveLength(1)
  expect(stage.browser.memory.length).toBe(0)
  await again.forgetRecovered()
  await stage.stop(again)
  expect((await stage.start()).recovered).toBeNull()
})

it('F22 what was too long to be kept twice is named to its author when the disk is cleared', async () => {
  const { device, id } = await alone()
  for (let n = 0; n < 240; n++) await device.change('task', id, { deliverables: 'x'.repeat(9_000 + n) })
  expect(device.state.count).toBe(240)
  await stage.stop(device)
  stage.browser.indexedDB = new IDBFactory()
  const again = await stage.start()
  const { back, lost } = again.recovered ?? { back: 0, lost: 0 }
  expect(back + lost).toBe(240)
  expect(lost).toBeGreaterThan(0)
  expect(again.attention).toMatchObject([{ kind: 'aside', reason: { code: 'lost' }, again: false }])
  const [item] = again.attention
  expect(item?.kind === 'aside' && item.lines.every(({ record }) => record === id)).toBe(true)
})

it('F22 cleared under two open tabs: what they hold goes back to the disk, and nothing unsent is lost', async () => {
  const { device, id } = await alone()
  const held = device.open(space)
  await held.ready
  const other = await stage.start()
  await device.change('task', id, { title: 'Brief relu' })
  await until(() => other.row('task', id)?.title === 'Brief relu', 'the edit in the other tab')
  await new Promise<void>((done, failed) => {
    const request = stage.browser.indexedDB.deleteDatabase(`relais:${workspace.id}:${awa.id}`)
    request.onsuccess = () => done()
    request.onerror = () => failed(request.error ?? new Error('not deleted'))
  })
  await device.change('task', id, { status: 'doing' })
  await until(() => device.recovered, 'the word that it was cleared')
  expect(device.recovered?.lost).toBe(0)
  await until(() => device.state.count === 2 && other.state.count === 2, 'both tabs to count two')
  held.close()
  await stage.stop(other)
  await stage.stop(device)

  const again = await stage.start()
  expect(again.row('task', id)).toMatchObject({ title: 'Brief relu', status: 'doing' })
  expect(again.state).toEqual({ is: 'offline', count: 2 })
  await stage.server.open()
  await until(() => again.state.is === 'saved', 'all to leave')
  expect(stage.tasksOnServer().get(id)?.toJSON()).toMatchObject({ title: 'Brief relu', status: 'doing' })
})
