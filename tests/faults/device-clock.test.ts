// A clock that is set back while an answer is awaited: whoever waits looks again, now and not in a day.
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openDevice, type Device } from '$lib/store/device.ts'
import { awa, Browser, Rehearsal, shared, space, until, workspace } from '../device-world.ts'

let server: Rehearsal
let device: Device

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
  let deaf = false
  class Deaf extends WebSocket {
    override addEventListener(name: string, listener: (event: Event) => void) {
      super.addEventListener(name, event => {
        if (!deaf || name !== 'message') listener(event)
      })
    }
  }
  const environment = { ...browser.tab(server), WebSocket: Deaf as unknown as typeof WebSocket }
  device = await openDevice({ workspace, person: awa, environment })
  await until(() => device.mayWrite(space), 'the right to write')
  const held = await device.open(space)
  await device.create('project', space, { title: 'Lancement' }, { id: space })
  await until(() => device.state.is === 'saved', 'the first edit')
  const before = server.taken
  deaf = true
  await device.change('project', space, { title: 'Lancement, sans réponse' })
  await until(() => server.taken > before, 'the server to take it')
  deaf = false
  off = -86_400_000
  expect(device.state).toEqual({ is: 'device', count: 1 })
  await until(() => device.state.is === 'saved', 'the word to follow')
  held.close()
})
