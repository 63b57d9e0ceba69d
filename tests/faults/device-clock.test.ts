// A clock that is set back while an answer is awaited: whoever waits looks again, now and not in a day.
import { MessageType } from '@hocuspocus/provider'
import { createDecoder, readVarString, readVarUint } from 'lib0/decoding'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openDevice, type Device } from '$lib/store/device.ts'
import { awa, Browser, Rehearsal, shared, space, until, workspace } from '../device-world.ts'

let server: Rehearsal
let device: Device

function acknowledges(message: Uint8Array): boolean {
  const decoder = createDecoder(message)
  readVarString(decoder)
  return readVarUint(decoder) === MessageType.SyncStatus
}

beforeEach(async () => {
  server = await new Rehearsal().open()
  shared(server)
})
afterEach(async () => {
  await device.close()
  await server.kill()
})

it('F17 an acknowledgement that never came is asked for again although the clock went back a day', async () => {
  const browser = new Browser()
  browser.speed = 50
  const begun = Date.now()
  let off = 0
  browser.now = () => begun + off + (Date.now() - begun) * browser.speed
  /** From when on the next acknowledgement is not heard. */
  let deaf = false
  class Deaf extends WebSocket {
    override addEventListener(name: string, listener: (event: Event) => void) {
      super.addEventListener(name, event => {
        if (deaf && event instanceof MessageEvent && acknowledges(new Uint8Array(event.data as ArrayBuffer))) deaf = false
        else listener(event)
      })
    }
  }
  const environment = { ...browser.tab(server), WebSocket: Deaf as unknown as typeof WebSocket }
  device = await openDevice({ workspace, person: awa, environment })
  await until(() => device.mayWrite(space), 'the right to write')
  const held = await device.open(space)
  await device.create('project', space, { title: 'Lancement' }, { id: space })
  await until(() => device.state.is === 'saved', 'the first edit')
  deaf = true
  await device.change('project', space, { title: 'Lancement, sans réponse' })
  await until(() => !deaf, 'the acknowledgement that is not heard')
  off = -86_400_000
  expect(device.state).toEqual({ is: 'device', count: 1 })
  await until(() => device.state.is === 'saved', 'the word to follow')
  held.close()
})
