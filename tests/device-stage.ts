// What tests of devices begin with: a server they rehearse with, a browser they stand in, and what they have to do first.
import type * as Y from 'yjs'
import { afterEach, beforeEach } from 'vitest'
import { planName } from '#kernel/space/name.ts'
import { showDevice, type Device } from '$lib/store/device.ts'
import type { Environment } from '$lib/store/environment.ts'
import { awa, Browser, Rehearsal, shared, space, until, workspace } from './device-world.ts'

export const plan = planName(workspace.id, space)

/** Opened before each test of the file; after it, the devices that it started are closed. */
export class Stage {
  server!: Rehearsal
  browser!: Browser
  #devices: Device[] = []
  constructor() {
    beforeEach(async () => {
      this.#devices = []
      this.server = await new Rehearsal().open()
      this.browser = new Browser()
      shared(this.server)
    })
    afterEach(async () => {
      await Promise.all(this.#devices.map(device => device.close()))
      await this.server.kill()
    })
  }

  /** As a page does: shown first, begun after. */
  async start({ as = awa, on = this.browser.tab(this.server, as) }: { as?: typeof awa; on?: Environment } = {}): Promise<Device> {
    const device = await showDevice({ workspace, person: as, environment: on })
    this.#devices.push(device)
    await device.begin()
    return device
  }
  async stop(device: Device): Promise<void> {
    this.#devices = this.#devices.filter(other => other !== device)
    await device.close()
  }
  /** A project with a phase and a task, which the server has. */
  async withTask(): Promise<{ device: Device; id: string; phase: string }> {
    const device = await this.start()
    await until(() => device.mayWrite(space), 'the right to write')
    await device.create('project', space, { title: 'Lancement' }, { id: space })
    const phase = (await device.create('phase', space, { title: 'Conception', project: space })).done as string
    const id = (await device.create('task', space, { title: 'Brief', phase })).done as string
    await until(() => device.state.is === 'saved', 'the first edits')
    return { device, id, phase }
  }
  tasksOnServer(): Y.Map<Y.Map<unknown>> {
    return this.server.state(plan).getMap<Y.Map<unknown>>('task')
  }
}
