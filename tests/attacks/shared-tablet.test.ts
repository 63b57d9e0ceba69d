// A31: what is left of a person in a browser that they have left, looked at as the next one could.
import { expect, it } from 'vitest'
import type { Environment, Memory } from '$lib/store/environment.ts'
import { databaseName } from '$lib/store/stores.ts'
import { keepUnsent, waitsIn } from '$lib/store/lock.ts'
import { condemn, condemned } from '$lib/store/wipe.ts'
import { finishWipes, type Places } from '$lib/store/wipe-all.ts'
import { Stage } from '../device-stage.ts'
import { awa, space, until, workspace } from '../device-world.ts'

const stage = new Stage()
const name = databaseName(workspace.id, awa.id)
const places = (more: Partial<Places> = {}): Places => ({
  indexedDB: stage.browser.indexedDB,
  memory: stage.browser.memory,
  later: stage.browser.outside().later,
  ...more,
})
const keysOf = (memory: Memory) => Array.from({ length: memory.length }, (_, n) => memory.key(n) ?? '').sort()
const databases = async () => (await stage.browser.indexedDB.databases()).map(({ name = '' }) => name).sort()

/** A device with edits that the server does not have, and no network. */
async function alone() {
  const made = await stage.withTask()
  await stage.server.kill()
  await until(() => !made.device.online, 'the end of the network')
  await made.device.change('task', made.id, { title: 'Brief confidentiel' })
  await until(() => made.device.state.count === 1, 'the edit to wait')
  return made
}

it('A31 PLT-27 leaving without a network empties the disk and the small storage, what was unsent included', async () => {
  const { device } = await alone()
  const { memory } = stage.browser
  memory.setItem('relais-theme', 'dark')
  memory.setItem(`relais-recent:${workspace.id}:${awa.id}`, `["${space}"]`)
  memory.setItem(`relais-plan-folded/${space}`, '[]')
  expect(await databases()).toEqual([name])
  condemn(memory, name)
  await device.close()
  expect(await finishWipes(places())).toBe(true)
  expect(await databases()).toEqual([])
  expect(keysOf(memory)).toEqual(['relais-theme'])
})

it('A31 another tab lets go of the disk, and writes nothing back of what it had in memory', async () => {
  const { device, id } = await alone()
  const other = await stage.start()
  const held = other.open(space)
  await held.ready
  condemn(stage.browser.memory, name)
  await device.close()
  expect(await finishWipes(places())).toBe(true)
  // It has not heard yet: somebody types in it.
  void other.change('task', id, { title: 'Brief écrit trop tard' }).catch(() => null)
  await new Promise(next => setTimeout(next, 200))
  await other.close()
  expect(await databases()).toEqual([])
  expect(keysOf(stage.browser.memory)).toEqual([])
})

it('A31 a tab that dies in the middle of leaving: the rest goes at the next opening, and nobody reads it before', async () => {
  const { device } = await alone()
  await stage.stop(device)
  condemn(stage.browser.memory, name)
  // The page died here.
  expect(condemned(stage.browser.memory, name)).toBe(true)
  expect(await finishWipes(places())).toBe(true)
  expect(await databases()).toEqual([])
  expect(keysOf(stage.browser.memory)).toEqual([])
  expect(condemned(stage.browser.memory, name)).toBe(false)
})

it('A31 a disk that is held by somebody else stays condemned until it is gone', async () => {
  const { device } = await alone()
  await stage.stop(device)
  const holder = await new Promise<IDBDatabase>((done, failed) => {
    const request = stage.browser.indexedDB.open(name)
    request.onsuccess = () => done(request.result)
    request.onerror = () => failed(request.error ?? new Error('not opened'))
  })
  condemn(stage.browser.memory, name)
  const soon: Environment['later'] = (_, run) => stage.browser.outside().later(20, run)
  expect(await finishWipes(places({ later: soon }))).toBe(false)
  expect(condemned(stage.browser.memory, name)).toBe(true)
  holder.close()
  expect(await finishWipes(places())).toBe(true)
  expect(await databases()).toEqual([])
})

it('A31 of who did not sign out, only what is nowhere else stays', async () => {
  const { device } = await alone()
  await stage.stop(device)
  const { indexedDB, memory } = stage.browser
  expect(await waitsIn(indexedDB, memory, name)).toBe(true)
  await keepUnsent(indexedDB, name)
  expect(await waitsIn(indexedDB, memory, name)).toBe(true)
  await stage.server.open()
  const again = await stage.start()
  await until(() => again.state.is === 'saved' && again.rows('task').length === 1, 'it to leave, and the rest to come back')
  expect(again.rows('task')[0]?.title).toBe('Brief confidentiel')
  await stage.stop(again)
  expect(await waitsIn(indexedDB, memory, name)).toBe(false)
})

it('A31 what another person keeps on the same device stays theirs', async () => {
  const { device } = await alone()
  await stage.stop(device)
  const moussa = { ...awa, id: 'm'.repeat(20), name: 'Moussa' }
  await stage.server.open()
  const his = await stage.start({ as: moussa })
  await stage.stop(his)
  stage.browser.memory.setItem(`relais-recent:${workspace.id}:${moussa.id}`, '[]')
  stage.browser.memory.setItem('relais:who', JSON.stringify({ person: moussa, workspace }))
  condemn(stage.browser.memory, name)
  expect(await finishWipes(places())).toBe(true)
  expect(await databases()).toEqual([databaseName(workspace.id, moussa.id)])
  expect(keysOf(stage.browser.memory)).toEqual([`relais-recent:${workspace.id}:${moussa.id}`, 'relais:who'])
})

it('A31 files and caches that are not the application’s go with their person', async () => {
  const gone: string[] = []
  const file = async () =>
    ({
      async *keys() {
        yield* ['photos', `relais-${awa.id}`]
      },
      removeEntry: async (entry: string) => void gone.push(entry),
    }) as unknown as FileSystemDirectoryHandle
  condemn(stage.browser.memory, name)
  const caches = {
    keys: async () => ['relais-build', 'workbox-precache-v2-x', 'photos'],
    delete: async (cache: string) => gone.push(cache) > 0,
  }
  expect(await finishWipes(places({ files: file, caches, passing: { clear: () => void gone.push('session') } }))).toBe(true)
  expect(gone).toEqual(['session', 'photos', 'photos', `relais-${awa.id}`])
})
