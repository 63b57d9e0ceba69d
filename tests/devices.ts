// What tests of devices over the real server begin with.
import { afterEach, beforeEach } from 'vitest'
import { showDevice, type Device } from '$lib/store/device.ts'
import { RunningServer } from './device-server.ts'
import { Browser, until } from './device-world.ts'

export type Session = Awaited<ReturnType<RunningServer['begin']>>

/** A server opened before each test of the file; after it, the devices that it started are closed, and the server. */
export class Devices {
  server!: RunningServer
  #open: Device[] = []
  constructor() {
    beforeEach(async () => {
      this.server = await RunningServer.open()
    })
    afterEach(() => this.#close())
  }
  async #close(): Promise<void> {
    await Promise.all(this.#open.splice(0).map(device => device.close()))
    await this.server.close()
  }

  /** Shown first and begun after, as by a page. The cookie of the browser may be another's; cut, it has no network. */
  async start(of: Session, browser = new Browser(), { cookie = of, cut = false } = {}): Promise<Device> {
    const away = { fetch: () => Promise.reject(new TypeError('no network')), socket: 'ws://127.0.0.1:9/sync' }
    const environment = { ...this.server.environment(browser, cookie), ...(cut ? away : {}) }
    const device = await showDevice({ workspace: of.workspace, person: of.person, environment })
    this.#open.push(device)
    await device.begin()
    return device
  }
  async stop(device: Device): Promise<void> {
    this.#open = this.#open.filter(other => other !== device)
    await device.close()
  }
  saved(...some: Device[]): Promise<void> {
    return until(() => some.every(device => device.state.is === 'saved'), 'all to be saved', 20_000)
  }
  /** Another server, over another database, which knows none of the devices so far. */
  async anew(): Promise<void> {
    await this.#close()
    this.server = await RunningServer.open()
  }
}
