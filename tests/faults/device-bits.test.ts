// Bits that flip on the disk of a device, and on the wire between it and the stage.server.
import { expect, it } from 'vitest'
import { databaseName } from '$lib/store/stores.ts'
import { openDatabase } from '$lib/store/database.ts'
import { Stage } from '../device-stage.ts'
import { awa, space, until, workspace } from '../device-world.ts'

const whole = process.env['RELAIS_FAULTS'] === 'whole'
const stage = new Stage()

/** Flips the bit at that place of the bytes of what is stored. */
async function flip(store: 'updates' | 'snapshots' | 'rows', place: number, only: (entry: { pending?: 1 }) => boolean = () => true) {
  const { indexedDB, IDBKeyRange } = stage.browser.outside()
  const database = openDatabase(databaseName(workspace.id, awa.id), { indexedDB, IDBKeyRange })
  let flipped = 0
  await database
    .table<{ bytes: Uint8Array; pending?: 1 }>(store)
    .toCollection()
    .modify((entry, context) => {
      if (!only(entry)) return
      const bit = place % (entry.bytes.length * 8)
      context.value = { ...entry, bytes: entry.bytes.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte)) }
      flipped++
    })
  database.close()
  return flipped
}

it('F25 whatever bit of the saved rows is flipped, the device opens, and soon shows what its documents say', async () => {
  const { device, id } = await stage.withTask()
  await stage.stop(device)
  stage.browser.speed = 50
  for (let n = 0; n < (whole ? 400 : 16); n++) {
    expect(await flip('rows', (n * 7_919) % 100_003)).toBeGreaterThan(0)
    const again = await stage.start()
    await until(() => again.row('task', id)?.title === 'Brief' && again.rows('phase', space).length === 1, 'what the documents say')
    await until(() => again.state.is === 'saved', 'the word that says so')
    await stage.stop(again)
  }
}, 200_000)

it('F25 an unsent edit whose bytes are damaged comes back from beside the disk, and leaves', async () => {
  const { device, id } = await stage.withTask()
  await stage.server.kill()
  await until(() => !device.online, 'the end of the network')
  await device.change('task', id, { title: 'Brief relu' })
  await stage.stop(device)
  expect(await flip('updates', 333, ({ pending }) => pending === 1)).toBe(1)
  const again = await stage.start()
  await again.open(space).ready
  await until(() => again.row('task', id)?.title === 'Brief relu', 'the edit')
  expect(again.state).toEqual({ is: 'offline', count: 1 })
  await stage.server.open()
  await until(() => again.state.is === 'saved', 'the edit to leave')
  expect(stage.tasksOnServer().get(id)?.get('title')).toBe('Brief relu')
  expect(again.attention).toEqual([])
})

it('F25 without anything beside the disk, its author is told, and writes it again from the sync centre', async () => {
  const { device, id } = await stage.withTask()
  await stage.server.kill()
  await until(() => !device.online, 'the end of the network')
  await device.change('task', id, { title: 'Brief relu' })
  await stage.stop(device)
  while (stage.browser.memory.length) stage.browser.memory.removeItem(stage.browser.memory.key(0) as string)
  await flip('updates', 333, ({ pending }) => pending === 1)
  await stage.server.open()
  const again = await stage.start()
  await until(() => again.attention.length === 1, 'the word that it is damaged')
  const [item] = again.attention
  expect(item).toMatchObject({ kind: 'aside', reason: { code: 'damaged' }, again: true, lines: [{ key: 'title', after: 'Brief relu' }] })
  expect(stage.tasksOnServer().get(id)?.get('title')).toBe('Brief')
  if (item) await again.retry(item)
  await until(() => again.state.is === 'saved', 'the edit to leave')
  expect(stage.tasksOnServer().get(id)?.get('title')).toBe('Brief relu')
})

it('F25 bits flipped on the wire, both ways, change nothing: the line is made anew and both sides agree', async () => {
  const { device, id } = await stage.withTask()
  await stage.stop(device)
  stage.browser.speed = 20
  const times = whole ? 100 : 8
  let flips = 0
  let next = 9
  const tab = stage.browser.tab(stage.server)
  const spoil = (bytes: Uint8Array) => {
    if (--next > 0 || flips >= times) return bytes
    next = 3 + ((flips * 7) % 5)
    const bit = (flips++ * 7_919) % (bytes.length * 8)
    return bytes.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte))
  }
  class Noisy extends WebSocket {
    override send(data: Uint8Array<ArrayBuffer>) {
      super.send(spoil(data) as Uint8Array<ArrayBuffer>)
    }
    override addEventListener(name: string, listener: (event: Event) => void) {
      super.addEventListener(name, event => {
        if (!(event instanceof MessageEvent)) return listener(event)
        const bytes = spoil(new Uint8Array(event.data as ArrayBuffer))
        listener(new MessageEvent('message', { data: bytes.slice().buffer }))
      })
    }
  }
  const again = await stage.start({ on: { ...tab, WebSocket: Noisy as unknown as typeof WebSocket } })
  const held = again.open(space)
  for (let n = 0; flips < times; n++) {
    await again.change('task', id, { title: `Brief ${n}` })
    await new Promise(next => setTimeout(next, 10))
    if (n > 5_000) throw new Error('too few messages')
  }
  await until(() => again.state.is === 'saved', 'all to be saved', 15_000)
  expect(stage.tasksOnServer().get(id)?.get('title')).toBe(again.row('task', id)?.title)
  expect([...stage.server.documents.keys()].filter(name => !name.startsWith(workspace.id))).toEqual([])
  held.close()
}, 200_000)
