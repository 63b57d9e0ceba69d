import { EventEmitter } from 'node:events'
import type { Line } from '#server/sync/sync.ts'
import type { Link } from './network.ts'
import { Life } from './outside.ts'

/** What is under way belongs to no one. */
export const wires = new Life('wires')

/** One connection: two ends, each hearing the other in order and late, until one of them closes it or it breaks. */
export class Wire {
  readonly #link: Link
  readonly device: DeviceEnd
  server: ServerEnd | null = null
  #last = { device: 0, server: 0 }
  over = false

  constructor(link: Link, life: Life, cookie: string, path: string) {
    this.#link = link
    this.device = new DeviceEnd(this, life)
    const { world } = link
    const fail = () => world.after(link.delay(), () => this.device.close_(1006, true), 'the socket is not opened', life)
    if (link.state === 'down') {
      fail()
      return
    }
    link.add(this)
    const knock = () => {
      const { door } = link
      if (!door || link.state === 'down') return void fail()
      const enter = (accept: (line: Line) => void) => {
        if (this.over || this.device.readyState > 1) return
        this.server = new ServerEnd(this, door.life)
        this.carry('device', () => this.device.open_())
        accept(this.server as unknown as Line)
      }
      world.after(
        0,
        () => door.knock(cookie, path, enter, () => this.carry('device', () => this.device.close_(1006, true))),
        'a socket is asked for',
        door.life
      )
    }
    world.after(link.delay(), () => link.carry(knock), '', wires)
  }

  /** To one of the ends, after what was said to it before. */
  carry(to: 'device' | 'server', run: () => void): void {
    const { world } = this.#link
    if (this.over) return
    if (this.#link.loss && world.chance.happens(this.#link.loss)) return this.lose(true, true)
    const at = (this.#last[to] = Math.max(this.#last[to], world.now + this.#link.delay()))
    const arrive = () => {
      const end = to === 'device' ? this.device : this.server
      if (!this.over && end) world.as(end.life, () => world.after(0, () => this.over || run(), '', end.life))
    }
    world.after(at - world.now, () => this.#link.carry(arrive), '', wires)
  }
  say(from: 'device' | 'server', bytes: Uint8Array): void {
    const copy = bytes.slice()
    const { chance } = this.#link.world
    if (this.#link.noise && chance.happens(this.#link.noise)) copy[chance.below(copy.length)]! ^= 1 << chance.below(8)
    this.#link.world.trace(`${from} says ${bytes.length} bytes`)
    this.carry(from === 'device' ? 'server' : 'device', () => (from === 'device' ? this.server?.hear(copy) : this.device.hear(copy)))
  }
  /** The line is no more. An end that is not told learns it from the silence. */
  lose(deviceKnows: boolean, serverKnows: boolean): void {
    if (this.over) return
    this.over = true
    this.#link.remove(this)
    const { world } = this.#link
    const { device, server } = this
    if (deviceKnows && this.#link.state !== 'silent') world.after(1, () => device.close_(1006), 'the line breaks', device.life)
    if (serverKnows && server) world.after(1, () => server.close_(1006, ''), 'the line breaks', server.life)
  }
  /** One end says goodbye; both know once the other has heard it. */
  goodbye(from: 'device' | 'server', code: number, reason: string): void {
    const { device, server } = this
    this.carry(from === 'device' ? 'server' : 'device', () => {
      const hear = from === 'device' ? () => server?.close_(code, reason) : () => device.close_(code)
      hear()
      this.carry(from, () => {
        this.over = true
        this.#link.remove(this)
        if (from === 'device') device.close_(code)
        else server?.close_(code, reason)
      })
    })
    // Nobody answers: it is given up.
    const end = from === 'device' ? device : server
    if (end)
      this.#link.world.after(
        30_000,
        () => (this.lose(false, true), from === 'device' ? device.close_(1006) : server?.close_(1006, '')),
        '',
        end.life
      )
  }
}

type Heard = (event: unknown) => void
/** The browser's end. */
export class DeviceEnd {
  readyState = 0
  binaryType = 'arraybuffer'
  readonly life: Life
  readonly #wire: Wire
  readonly #listeners = new Map<string, Set<Heard>>()
  constructor(wire: Wire, life: Life) {
    this.#wire = wire
    this.life = life
  }
  addEventListener(name: string, listener: Heard): void {
    this.#listeners.set(name, (this.#listeners.get(name) ?? new Set()).add(listener))
  }
  removeEventListener(name: string, listener: Heard): void {
    this.#listeners.get(name)?.delete(listener)
  }
  #tell(name: string, event: object): void {
    for (const listener of [...(this.#listeners.get(name) ?? [])]) listener(event)
  }
  send(bytes: Uint8Array): void {
    if (this.readyState === 1) this.#wire.say('device', bytes)
  }
  close(code = 1000): void {
    if (this.readyState >= 2) return
    const opened = this.readyState === 1
    this.readyState = 2
    if (opened) this.#wire.goodbye('device', code, '')
    else this.#wire.lose(true, true)
  }
  open_(): void {
    if (this.readyState !== 0) return
    this.readyState = 1
    this.#tell('open', {})
  }
  hear(bytes: Uint8Array): void {
    if (this.readyState === 1) this.#tell('message', { data: bytes.buffer })
  }
  close_(code: number, failed = false): void {
    if (this.readyState === 3) return
    this.readyState = 3
    if (failed) this.#tell('error', new Error('the socket was not opened'))
    this.#tell('close', { code, reason: '' })
  }
}

/** The server's end. */
export class ServerEnd extends EventEmitter {
  readyState: 0 | 1 | 2 | 3 = 1
  readonly life: Life
  readonly #wire: Wire
  constructor(wire: Wire, life: Life) {
    super()
    this.#wire = wire
    this.life = life
  }
  send(bytes: Uint8Array): void {
    if (this.readyState === 1) this.#wire.say('server', bytes)
  }
  close(code = 1005, reason = ''): void {
    if (this.readyState >= 2) return
    this.readyState = 2
    this.#wire.goodbye('server', code, reason)
  }
  terminate(): void {
    this.#wire.lose(true, false)
    this.close_(1006, '')
  }
  ping(): void {
    this.#wire.carry('device', () => this.#wire.carry('server', () => this.emit('pong')))
  }
  pause(): void {}
  resume(): void {}
  hear(bytes: Uint8Array): void {
    if (this.readyState === 1) this.emit('message', Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), true)
  }
  close_(code: number, reason: string): void {
    if (this.readyState === 3) return
    this.readyState = 3
    this.emit('close', code, Buffer.from(reason))
  }
}
