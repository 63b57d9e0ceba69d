import { beforeAll, expect, it } from 'vitest'
import type { Device } from './device.ts'
import { awa, space, until, workspace } from '../../../tests/device-world.ts'
import { Stage } from '../../../tests/device-stage.ts'
import { changePin, tries, tryPin, waitingIn } from './lock.ts'
import { databaseName } from './stores.ts'
import { close, open, settle, type Disk } from './vault-move.ts'
import { allowTries, holdKey, keyOf, vaultOf } from './vault.ts'

const stage = new Stage()
const name = databaseName(workspace.id, awa.id)
const pin = '48 15 16'
const wish = { pin, who: { person: awa, workspace }, idle: 5 }
const disk = (): Disk => ({ ...stage.browser.outside(), memory: stage.browser.memory })
const lock = () => ({ ...disk(), clock: { now: () => stage.browser.now() } })
const databases = async () => (await stage.browser.indexedDB.databases()).map(({ name = '' }) => name).sort()

beforeAll(() => expect(crypto.subtle).toBeDefined())

/** Everything that the disk and the small storage hold, as whoever copies them reads it. */
async function everything(): Promise<string> {
  const { indexedDB, memory } = stage.browser
  const small = Array.from({ length: memory.length }, (_, n) => `${memory.key(n)}=${memory.getItem(memory.key(n) ?? '')}`)
  const large: string[] = []
  for (const { name = '' } of await indexedDB.databases()) {
    const database = await new Promise<IDBDatabase>((done, failed) => {
      const asked = indexedDB.open(name)
      asked.onsuccess = () => done(asked.result)
      asked.onerror = () => failed(asked.error ?? new Error('not opened'))
    })
    for (const store of database.objectStoreNames) {
      const values = await new Promise<unknown[]>((done, failed) => {
        const read = database.transaction(store).objectStore(store).getAll()
        read.onsuccess = () => done(read.result)
        read.onerror = () => failed(read.error ?? new Error('not read'))
      })
      large.push(...values.map(value => JSON.stringify(value, (_, part: unknown) => (part instanceof Uint8Array ? bytesOf(part) : part))))
    }
    database.close()
  }
  return [...small, ...large].join('\n')
}
const bytesOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1')

/** A device with a task the server has, one edit it has not, and a command that waits. */
async function busy(): Promise<{ device: Device; id: string; phase: string }> {
  const made = await stage.withTask()
  await stage.server.kill()
  await until(() => !made.device.online, 'the end of the network')
  await made.device.change('task', made.id, { title: 'Budget confidentiel' })
  void made.device.act('invite', { space, email: 'secret@teranga.sn' })
  await until(() => made.device.waiting.length === 1 && made.device.state.count === 2, 'both to wait')
  return made
}
async function unlocked(): Promise<Device> {
  expect(await tryPin(lock(), name, pin)).toEqual({ open: true })
  return stage.start()
}

it('A32 PLT-27 under a PIN nothing that a person wrote is readable on the disk, and all of it is there when it is open', async () => {
  const { device, id, phase } = await busy()
  await stage.stop(device)
  expect(await everything()).toContain('Budget confidentiel')
  await close(disk(), name, wish)
  expect(await databases()).toEqual([`${name}:sealed`])
  await expect(stage.start()).rejects.toThrow('locked')

  const again = await unlocked()
  expect(again.row('task', id)?.title).toBe('Budget confidentiel')
  expect(again.state).toEqual({ is: 'offline', count: 2 })
  await again.create('task', space, { title: 'Tournage secret', phase })
  await again.undo()
  await again.redo()
  await until(() => again.state.count >= 3, 'the new one to wait')
  const held = await everything()
  for (const word of ['Budget', 'confidentiel', 'Tournage', 'Lancement', 'secret@', awa.name, awa.email, 'Conception', pin])
    expect([word, held.includes(word)]).toEqual([word, false])
  await stage.stop(again)
  for (const word of ['Budget', 'Tournage']) expect([word, (await everything()).includes(word)]).toEqual([word, false])

  await stage.server.open()
  const last = await stage.start()
  await until(() => last.state.is === 'saved', 'all to leave')
  expect(stage.tasksOnServer().get(id)?.get('title')).toBe('Budget confidentiel')
  expect([...stage.tasksOnServer().values()].map(task => task.get('title'))).toContain('Tournage secret')
})

it('PLT-27 without a PIN again, all of it is readable by its person as before', async () => {
  const { device, id } = await busy()
  await stage.stop(device)
  await close(disk(), name, wish)
  await stage.stop(await unlocked())
  await open(disk(), name, keyOf(stage.browser.indexedDB, name)!)
  holdKey(stage.browser.indexedDB, name, null)
  expect(await databases()).toEqual([name])
  const again = await stage.start()
  expect(again.row('task', id)?.title).toBe('Budget confidentiel')
  expect(again.state.count).toBe(2)
})

it('F19 PLT-27 a page that dies at any moment of sealing or opening leaves one whole store', async () => {
  const { device, id } = await busy()
  await stage.stop(device)
  const dies = (at: number) => (done: number, of: number) => {
    if (done / of >= at) throw new Error('died')
  }
  for (const at of [0.01, 0.4, 0.8]) {
    await expect(close(disk(), name, wish, dies(at))).rejects.toThrow('died')
    expect(await settle(disk(), name)).toBe(false)
    expect(await databases()).toEqual([name])
  }
  // Whole, but what it was made from had not gone yet.
  await expect(close(disk(), name, wish, dies(1))).rejects.toThrow('died')
  expect(await settle(disk(), name)).toBe(true)
  expect(await databases()).toEqual([`${name}:sealed`])
  await stage.stop(await unlocked())
  const key = keyOf(stage.browser.indexedDB, name)!
  for (const at of [0.01, 0.4, 0.8]) {
    await expect(open(disk(), name, key, dies(at))).rejects.toThrow('died')
    expect(await settle(disk(), name)).toBe(true)
    expect(await databases()).toEqual([`${name}:sealed`])
  }
  const again = await stage.start()
  expect(again.row('task', id)?.title).toBe('Budget confidentiel')
  expect(again.state.count).toBe(2)
})

it('PLT-27 the small storage lost, what opens the sealed store is found beside it', async () => {
  const { device } = await busy()
  await stage.stop(device)
  await close(disk(), name, wish)
  stage.browser.memory.removeItem(`relais:vault:${name}`)
  expect(await settle(disk(), name)).toBe(true)
  expect((await unlocked()).state.count).toBe(2)
})

it('PLT-27 a changed PIN opens what the former one closed, which opens nothing any more', async () => {
  const { device } = await busy()
  await stage.stop(device)
  await close(disk(), name, wish)
  const before = await everything()
  expect(await changePin(lock(), name, 'autre chose', '31415926')).toBe(false)
  expect(await changePin(lock(), name, pin, '31415926')).toBe(true)
  expect((await everything()).length).toBeCloseTo(before.length, -3)
  expect(await tryPin(lock(), name, pin)).toMatchObject({ open: false })
  expect(await tryPin(lock(), name, '31415926')).toEqual({ open: true })
  expect((await stage.start()).state.count).toBe(2)
})

it('PLT-27 ten wrong PINs leave only what was unsent, sealed, and it leaves once the same person has signed in and opened', async () => {
  const { device, id } = await busy()
  await stage.stop(device)
  await close(disk(), name, wish)
  let now = Date.now()
  stage.browser.now = () => now
  for (let n = 1; n <= tries; n++) {
    const tried = await tryPin(lock(), name, `wrong-${n}`)
    expect(tried).toMatchObject({ open: false, left: tries - n })
    if (!tried.open && tried.wait) expect(await tryPin(lock(), name, pin)).toMatchObject({ open: false })
    now += 3_600_000
  }
  expect(vaultOf(stage.browser.memory, name)).toMatchObject({ kept: true })
  expect(await tryPin(lock(), name, pin)).toMatchObject({ open: false, left: 0 })
  expect(await waitingIn(stage.browser.indexedDB, name)).toBe(2)
  allowTries(stage.browser.memory, name)
  await stage.server.open()
  const again = await unlocked()
  await until(() => again.state.is === 'saved', 'all to leave')
  expect(stage.tasksOnServer().get(id)?.get('title')).toBe('Budget confidentiel')
  expect(stage.server.commands.filter(({ name }) => name === 'invite')).toHaveLength(1)
})

it('F25 PLT-27 a flipped bit of a sealed update is noticed, and said', async () => {
  const { device, id } = await busy()
  await stage.stop(device)
  await close(disk(), name, wish)
  const database = await new Promise<IDBDatabase>(done => {
    const asked = stage.browser.indexedDB.open(`${name}:sealed`)
    asked.onsuccess = () => done(asked.result)
  })
  await new Promise<void>(done => {
    const transaction = database.transaction('updates', 'readwrite')
    transaction.objectStore('updates').openCursor().onsuccess = event => {
      const cursor = (event.target as IDBRequest<IDBCursorWithValue | null>).result
      if (!cursor) return
      const entry = cursor.value as { sealed: Uint8Array; pending?: 1 }
      if (entry.pending) {
        entry.sealed[entry.sealed.length >> 1]! ^= 4
        cursor.update(entry)
      }
      cursor.continue()
    }
    transaction.oncomplete = () => done()
  })
  database.close()
  const again = await unlocked()
  const held = again.open(space)
  await held.ready
  // It is kept beside the disk too, sealed, and comes back from there.
  await until(() => again.row('task', id)?.title === 'Budget confidentiel', 'the edit to come back')
  held.close()
})
