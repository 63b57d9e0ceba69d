import { flushSync } from 'svelte'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { randomId } from '#kernel/base/id.ts'
import { openDevice, type Device } from './device.ts'
import { browserEnvironment } from './environment.ts'
import { Live } from './Live.svelte.ts'

let device: Device
let space: string
const settle = () => new Promise(next => setTimeout(next, 0)).then(() => flushSync())

/** A device that has never met a server. */
beforeEach(async () => {
  const workspace = { id: randomId(), name: 'Agence Teranga', currency: 'XOF', timeZone: 'Africa/Dakar', locale: 'fr' }
  const environment = { ...browserEnvironment(), socket: 'ws://127.0.0.1:9/sync', fetch: () => Promise.reject(new TypeError('no network')) }
  device = await openDevice({ workspace, person: { id: randomId(), name: 'Awa', email: 'awa@teranga.sn' }, environment })
  const made = await device.createProject({ title: 'Lancement' })
  space = made.done ?? ''
})
afterEach(() => device.close())

it('what a screen reads follows the rows it is about, and those alone', async () => {
  const seen: Record<string, unknown[]> = { phases: [], tasks: [], first: [], word: [] }
  let wanted = $state('Conception')
  const live = new Live<{ title: string }>(device, () => ({
    from: 'phase',
    where: { op: 'is', left: { op: 'field', name: 'title' }, right: { op: 'value', value: wanted } },
  }))
  const stop = $effect.root(() => {
    $effect(() => void seen.phases?.push(device.rows('phase', space).length))
    $effect(() => void seen.tasks?.push(device.rows('task', space).length))
    $effect(() => void seen.first?.push(live.current.map(row => row.title)))
    $effect(() => void seen.word?.push(`${device.state.is} ${device.state.count}`))
  })
  flushSync()
  const [phase] = device.rows('phase', space)
  await device.create('task', space, { title: 'Brief', phase: phase?.id })
  await settle()
  expect(seen.tasks).toEqual([0, 1])
  // A phase folds its tasks: its row changed, its title did not.
  expect(seen.first?.at(-1)).toEqual(['Conception'])
  expect(seen.word?.at(-1)).toBe('offline 3')
  wanted = 'Lancement commercial'
  flushSync()
  expect(seen.first?.at(-1)).toEqual(['Lancement commercial'])
  const asked = seen.first?.length
  await device.create('check', space, { title: 'Relire', task: device.rows('task', space)[0]?.id })
  await settle()
  expect(seen.first?.length).toBe(asked)
  expect(seen.tasks).toEqual([0, 1])
  await device.undo()
  await device.undo()
  await settle()
  expect(seen.tasks).toEqual([0, 1, 0])
  stop()
})
