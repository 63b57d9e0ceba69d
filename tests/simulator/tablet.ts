import { IDBKeyRange } from 'fake-indexeddb'
import type { Core } from '../../src/lib/store/core.ts'
import { showDevice, type Device, type Me } from '../../src/lib/store/device.ts'
import { Engine } from '../../src/lib/store/engine.ts'
import type { Environment, Memory } from '../../src/lib/store/environment.ts'
import { workspace } from './base.ts'
import type { Chance } from './chance.ts'
import { Disk } from './disk.ts'
import type { Link } from './network.ts'
import { Life, type World } from './outside.ts'
import { Wire } from './wire.ts'

/** What stands behind the device of each page, for who looks on. */
const cores = new WeakMap<Environment, Core>()
const begin = Engine.start.bind(Engine)
Engine.start = async (of, ...more) => {
  const engine = await begin(of, ...more)
  cores.set(of.environment, engine.core)
  return engine
}

/** The browser's small storage: written in the same instant. */
class Small implements Memory {
  readonly #kept = new Map<string, string>()
  get length(): number {
    return this.#kept.size
  }
  key = (n: number) => [...this.#kept.keys()][n] ?? null
  getItem = (key: string) => this.#kept.get(key) ?? null
  setItem = (key: string, value: string) => void this.#kept.set(key, value)
  removeItem = (key: string) => void this.#kept.delete(key)
  values = () => [...this.#kept]
}

/** A device of a person: a disk that lasts, and a page at a time. */
export class Tablet {
  readonly name: string
  readonly person: Me
  disk = new Disk()
  readonly link: Link
  readonly #world: World
  readonly #cookie: string
  /** How far its clock is from the true time, in milliseconds. */
  skew = 0
  slow = 2
  /** Places in its log where a bit has turned. */
  readonly rotten = new Set<number>()
  /** Some browsers have none. */
  readonly memory: Small | null
  life: Life | null = null
  core: Core | null = null
  device: Device | null = null
  #lives = 0
  #returning: (() => void)[] = []
  #leaving: (() => void)[] = []

  constructor(world: World, link: Link, name: string, person: Me, cookie: string) {
    this.#world = world
    this.link = link
    this.name = name
    this.person = person
    this.#cookie = cookie
    this.memory = world.chance.happens(0.7) ? new Small() : null
  }

  open(): void {
    if (this.life) return
    const life = (this.life = new Life(`${this.name} ${++this.#lives}`))
    life.slow = this.slow
    this.#returning = []
    this.#leaving = []
    this.#world.after(
      0,
      () => {
        const environment = this.#environment(life)
        void showDevice({ workspace, person: this.person, environment }).then(async device => {
          this.device = device
          await device.begin()
          this.core = cores.get(environment) ?? null
        })
      },
      'opens',
      life
    )
  }
  /** The person leaves the page: it says goodbye. */
  close(): void {
    const { device, life } = this
    if (!device || !life) return this.crash()
    this.device = this.core = null
    this.#world.after(
      0,
      () => {
        this.#leaving.forEach(leave => leave())
        void device.close().then(() => this.life === life && this.crash())
      },
      'closes',
      life
    )
  }
  /** The page is killed: its disk holds what was complete. */
  crash(): void {
    if (!this.life) return
    this.#world.trace(`${this.name} is killed`)
    this.life.ended = true
    this.life = this.core = this.device = null
    this.link.abandon()
    this.disk.crash()
  }
  /** Reads everything it has on disk: what was damaged there is noticed, and fetched again. */
  reread(): void {
    const { core, life } = this
    if (!core || !life) return
    const read = () => [...core.feed.known.keys()].forEach(name => core.background(core.log.load(name)))
    this.#world.after(0, read, 'reads its disk', life)
  }
  /** Turns a bit of what its disk holds; answers whether there was one. */
  rot(store: string, chance: Chance): boolean {
    const found = this.disk.rot(store, chance)
    if (found && store === 'updates') this.rotten.add(found['seq'] as number)
    return found !== null
  }
  /** The browser takes the disk back; its small storage stays. */
  evict(): void {
    this.disk = new Disk()
    this.rotten.clear()
  }
  /** The network is said to be back. */
  returned(): void {
    const { life } = this
    if (life) for (const run of this.#returning) this.#world.after(0, run, 'the network is back', life)
  }

  #environment(life: Life): Environment {
    const [world, link, cookie] = [this.#world, this.link, this.#cookie]
    const socket = function (url: string) {
      return new Wire(link, life, cookie, url.replace(/^\w+:\/\/[^/]*/, '')).device
    }
    return {
      clock: { now: () => Math.round(world.now + this.skew) },
      fetch: (path, init) => link.fetch(life, cookie, path, init),
      WebSocket: socket as unknown as typeof WebSocket,
      socket: 'ws://simulated/sync',
      indexedDB: this.disk.factory,
      IDBKeyRange,
      locks: { request: (_: string, __: unknown, held: () => unknown) => Promise.resolve().then(held) } as unknown as Environment['locks'],
      channel: () => ({ say: () => {}, hear: () => {}, close: () => {} }),
      later: (milliseconds, run) => {
        const timer = setTimeout(run, milliseconds)
        return () => clearTimeout(timer)
      },
      storage: null,
      memory: this.memory,
      leaving: run => (this.#leaving.push(run), () => {}),
      returning: run => (this.#returning.push(run), () => {}),
    }
  }
}
