import * as Y from 'yjs'
import { expect, it } from 'vitest'
import { planName } from '#kernel/space/name.ts'
import { awa, Browser, Rehearsal, shared, space, until, workspace } from '../../../tests/device-world.ts'
import { openDatabase } from './database.ts'
import { openDevice } from './device.ts'
import { databaseName } from './stores.ts'

it('F15 a document open on a line that died without a word does not count as brought: it is fetched at the next start', async () => {
  const server = await new Rehearsal().open()
  const browser = new Browser()
  browser.speed = 20
  shared(server)
  const elsewhere = (title: string) => {
    const doc = server.state(planName(workspace.id, space))
    const before = Y.encodeStateVector(doc)
    doc.getMap('project').set(space, new Y.Map(Object.entries({ title })))
    server.write(planName(workspace.id, space), Y.encodeStateAsUpdate(doc, before))
  }
  elsewhere('Lancement')
  let dead = false
  /** Nothing that the server says arrives any more, and nobody is told. */
  class Dying extends WebSocket {
    override addEventListener(name: string, listener: unknown): void {
      const hear = listener as (event: Event) => void
      super.addEventListener(name, event => (dead && event.type === 'message' ? undefined : hear(event)))
    }
  }
  const device = await openDevice({ workspace, person: awa, environment: { ...browser.tab(server), WebSocket: Dying } })
  const screen = device.open(space)
  await until(() => device.online && device.row('project', space)?.title === 'Lancement', 'the project')
  await screen.ready
  // On the disk, whichever way it came: what comes next could only come by the line.
  const disk = openDatabase(databaseName(workspace.id, awa.id), browser.tab(server))
  const plan = planName(workspace.id, space)
  const wanted = server.moved.find(({ name }) => name === plan)?.sequence
  await expect.poll(async () => (await disk.documents.get(plan))?.have, { timeout: 8_000 }).toBe(wanted)
  disk.close()
  dead = true
  elsewhere('Relance')
  // The answer to a decision comes over HTTP, and the feed with it.
  await (
    await device.act('anything', {})
  ).settled
  await new Promise(later => setTimeout(later, (4 * 3_000) / browser.speed))
  await device.close()

  const again = await openDevice({ workspace, person: awa, environment: browser.tab(server) })
  await until(() => again.row('project', space)?.title === 'Relance', 'what the dead line did not bring')
  expect(again.row('project', space)?.title).toBe('Relance')
  await again.close()
  await server.kill()
})
