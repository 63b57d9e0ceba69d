// Imported before anything else: libraries take hold of the clock and of chance as they load.
import { createHash } from 'node:crypto'
import { Chance } from './chance.ts'

/** One run of a page or of a server: its timers, its answers and its callbacks end with it. */
export class Life {
  readonly name: string
  ended = false
  /** The tasks that it queues run in the order in which it queued them. */
  queued = 0
  /** The most that a task waits for its disk, in milliseconds. */
  slow = 0
  constructor(name: string) {
    this.name = name
  }
}
type Happening = { at: number; order: number; life: Life; run: () => void; what: string; every: number; cancelled: boolean }
/** Where simulated time begins. */
export const beginning = Date.parse('2025-11-21T09:00:00Z')

const real = {
  now: Date.now,
  performance: performance.now.bind(performance),
  setTimeout,
  clearTimeout,
  setInterval,
  clearInterval,
  setImmediate,
  clearImmediate,
  random: Math.random,
  bytes: crypto.getRandomValues.bind(crypto),
  uuid: crypto.randomUUID.bind(crypto),
  say: console.error,
}
let world: World | null = null

/** Time that passes from one happening to the next, each run to its end with all it resolves before the next begins. */
export class World {
  readonly chance: Chance
  now = beginning
  life = new Life('outside')
  happened = 0
  /** What was said on the console: nothing may be, unless it is expected. */
  readonly said: string[] = []
  /** Kept when someone reads it: thousands of lines otherwise written for nobody. */
  readonly lines: string[] | null
  #order = 0
  #held = 0
  #heap: Happening[] = []
  #hash = createHash('sha256')
  #ended: ((fault?: unknown) => void) | null = null
  #fault: unknown

  constructor(seed: number, traced: boolean) {
    this.chance = new Chance(seed)
    this.lines = traced ? [] : null
  }
  get hash(): string {
    return this.#hash.copy().digest('hex')
  }
  trace(what: string): void {
    const line = `${((this.now - beginning) / 1000).toFixed(4)} ${this.life.name}: ${what}`
    this.#hash.update(line)
    this.lines?.push(line)
  }

  /** After so many milliseconds, unless its life has ended. */
  after(milliseconds: number, run: () => void, what = '', life = this.life, every = 0): Happening {
    const happening = { at: this.now + Math.max(0, milliseconds), order: this.#order++, life, run, what, every, cancelled: false }
    this.#push(happening)
    return happening
  }
  /** As soon as what was queued before it has run. */
  queue(run: () => void): Happening {
    const { life } = this
    life.queued = Math.max(life.queued, this.now + (life.slow ? this.chance.part() * life.slow : 0))
    return this.after(life.queued - this.now, run)
  }
  cancel(happening: unknown): void {
    if (typeof happening === 'object' && happening !== null) (happening as Happening).cancelled = true
  }
  /** Runs something as a life would, from the outside. */
  as<T>(life: Life, run: () => T): T {
    const former = this.life
    this.life = life
    try {
      return run()
    } finally {
      this.life = former
    }
  }

  /** Nothing happens until something real has ended: a statement of the database, a reading of bytes. What follows is told in its turn. */
  async hold<T>(work: () => Promise<T>): Promise<T> {
    this.#held++
    try {
      return await work()
    } catch (fault) {
      this.#fault ??= fault
      throw fault
    } finally {
      this.#held--
      if (!this.#held) real.setImmediate(() => this.#go())
    }
  }
  /** Lets things happen until it is enough. */
  run(enough: () => boolean): Promise<void> {
    this.#enough = enough
    return new Promise<void>((done, failed) => {
      this.#ended = fault => (fault === undefined ? done() : failed(fault))
      this.#go()
    })
  }
  #enough: () => boolean = () => true
  #going = 0
  /** Each step is a task of its own: all that one resolves has run before the next. */
  #go(): void {
    if (this.#going || !this.#ended) return
    this.#going = 64
    for (let n = 0; n < 64; n++)
      real.setImmediate(() => {
        this.#going--
        this.#step()
        if (!this.#going && !this.#held) this.#go()
      })
  }
  #step(): void {
    if (this.#held || !this.#ended) return
    if (this.#fault !== undefined || this.#enough()) return this.#end()
    let next = this.#pop()
    while (next && (next.cancelled || next.life.ended)) next = this.#pop()
    if (!next) return this.#end(new Error('nothing is left to happen'))
    this.now = Math.max(this.now, next.at)
    this.life = next.life
    this.happened++
    if (next.what) this.trace(next.what)
    if (next.every) this.#push(Object.assign(next, { at: this.now + next.every, order: this.#order++ }))
    try {
      next.run()
    } catch (fault) {
      this.#end(fault)
    }
  }
  #end(fault = this.#fault): void {
    const ended = this.#ended
    this.#ended = null
    ended?.(fault)
  }
  fail(fault: unknown): void {
    this.#fault ??= fault
  }

  #before(a: Happening, b: Happening): boolean {
    return a.at < b.at || (a.at === b.at && a.order < b.order)
  }
  #push(happening: Happening): void {
    const heap = this.#heap
    let at = heap.push(happening) - 1
    while (at > 0) {
      const above = (at - 1) >> 1
      if (!this.#before(happening, heap[above] as Happening)) break
      heap[at] = heap[above] as Happening
      at = above
    }
    heap[at] = happening
  }
  #pop(): Happening | undefined {
    const heap = this.#heap
    const first = heap[0]
    const last = heap.pop()
    if (!last || !heap.length) return first
    let at = 0
    for (;;) {
      let below = 2 * at + 1
      if (below >= heap.length) break
      if (below + 1 < heap.length && this.#before(heap[below + 1] as Happening, heap[below] as Happening)) below++
      if (!this.#before(heap[below] as Happening, last)) break
      heap[at] = heap[below] as Happening
      at = below
    }
    heap[at] = last
    return first
  }
}

process.on('unhandledRejection', fault => {
  if (!world) throw fault
  world.said.push(`nobody hears: ${fault instanceof Error ? fault.stack : String(fault)}`)
})

/** From here to the end of `work`, clocks, timers and chance are the simulated ones. */
export async function within<T>(inside: World, work: () => Promise<T>): Promise<T> {
  world = inside
  try {
    return await work()
  } finally {
    world = null
  }
}

const handle = (happening: Happening) => Object.assign(happening, { ref: () => happening, unref: () => happening, hasRef: () => true })
const simulated = {
  setTimeout: (run: (...given: unknown[]) => void, milliseconds = 0, ...given: unknown[]) =>
    world ? handle(world.after(milliseconds, () => run(...given))) : real.setTimeout(run, milliseconds, ...given),
  setInterval: (run: (...given: unknown[]) => void, milliseconds = 0, ...given: unknown[]) =>
    world
      ? handle(world.after(milliseconds, () => run(...given), '', world.life, Math.max(1, milliseconds)))
      : real.setInterval(run, milliseconds, ...given),
  setImmediate: (run: (...given: unknown[]) => void, ...given: unknown[]) =>
    world ? world.queue(() => run(...given)) : real.setImmediate(run, ...given),
}
const cancel = (otherwise: (timer: never) => void) => (timer: unknown) =>
  world && timer instanceof Object && 'cancelled' in timer ? world.cancel(timer) : otherwise(timer as never)

Object.assign(globalThis, simulated, {
  clearTimeout: cancel(real.clearTimeout),
  clearInterval: cancel(real.clearInterval),
  clearImmediate: cancel(real.clearImmediate),
})
Date.now = () => (world ? Math.floor(world.now) : real.now())
performance.now = () => (world ? world.now : real.performance())
Math.random = () => (world ? world.chance.part() : real.random())
crypto.getRandomValues = <T extends ArrayBufferView | null>(into: T): T => {
  if (!world || !into) return real.bytes(into as never) as T
  const bytes = new Uint8Array(into.buffer, into.byteOffset, into.byteLength)
  for (let at = 0; at < bytes.length; at++) bytes[at] = world.chance.bits() & 255
  return into
}
crypto.randomUUID = () => {
  if (!world) return real.uuid()
  const hex = Array.from({ length: 32 }, () => (world as World).chance.below(16).toString(16)).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-') as ReturnType<typeof crypto.randomUUID>
}
// Tabs speak through the environment: nothing else of this process listens.
Reflect.deleteProperty(globalThis, 'BroadcastChannel')
// Its threads answer when they like: the same digest, at once.
crypto.subtle.digest = async (_: AlgorithmIdentifier, data: BufferSource) => {
  const bytes = ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data)
  return new Uint8Array(createHash('sha256').update(bytes).digest()).buffer
}
console.error = (...said: unknown[]) => {
  if (world) world.said.push(said.map(one => (one instanceof Error ? (one.stack ?? one.message) : String(one))).join(' '))
  else real.say(...said)
}

/** Real time: for what holds the world. */
export const reality = {
  wait: (milliseconds: number) => new Promise<void>(done => real.setTimeout(done, milliseconds)),
  now: real.performance,
  say: real.say,
}
