import type { Line } from '#server/sync/sync.ts'
import type { Life, World } from './outside.ts'
import { wires, type Wire } from './wire.ts'

/** What a server says to whoever knocks. */
export type Door = {
  readonly life: Life
  /** A websocket is asked for: null lets it in, once `enter` is called with the server's end of it. */
  knock(cookie: string, path: string, enter: (accept: (line: Line) => void) => void, refuse: () => void): void
  answer(cookie: string, path: string, init: RequestInit, done: (answer: Answer) => void): void
}
export type Answer = { status: number; headers: Headers; bytes: Uint8Array }

/** The way from one device to the server. */
export class Link {
  readonly world: World
  readonly #door: () => Door | null
  readonly #lines = new Set<Wire>()
  /** Least and most that anything is under way, in milliseconds. */
  latency: readonly [number, number] = [5, 40]
  /** How often a line breaks at a message, and an answer gets lost. */
  loss = 0
  /** How often one bit of a message is not what was sent. */
  noise = 0
  /** `silent`: nothing arrives and nobody is told. `down`: the device knows. */
  state: 'up' | 'silent' | 'down' = 'up'
  /** What waits for the silence to end. */
  #kept: (() => void)[] = []
  constructor(world: World, door: () => Door | null) {
    this.world = world
    this.#door = door
  }

  get door(): Door | null {
    return this.#door()
  }
  delay(): number {
    return this.world.chance.between(...this.latency)
  }
  /** Something under way: now, or when the silence has ended. */
  carry(run: () => void): void {
    if (this.state === 'silent') this.#kept.push(run)
    else run()
  }
  add(line: Wire): void {
    this.#lines.add(line)
  }
  remove(line: Wire): void {
    this.#lines.delete(line)
  }

  down(): void {
    this.state = 'down'
    for (const line of [...this.#lines]) line.lose(true, this.world.chance.happens(0.5))
    this.#kept.splice(0).forEach(run => run())
  }
  silence(): void {
    if (this.state === 'up') this.state = 'silent'
  }
  /** The lines that lived through the silence go on, or are found to be dead. */
  up(): void {
    this.state = 'up'
    if (this.world.chance.happens(0.5)) for (const line of [...this.#lines]) line.lose(true, this.world.chance.happens(0.5))
    this.#kept.splice(0).forEach(run => run())
  }
  /** The server is no more: its lines are reset, or say nothing. */
  orphan(): void {
    for (const line of [...this.#lines]) if (this.world.chance.happens(0.8)) line.lose(true, false)
  }
  /** The page is no more. */
  abandon(): void {
    for (const line of [...this.#lines]) line.lose(false, this.world.chance.happens(0.7))
  }

  async fetch(life: Life, cookie: string, path: string, init: RequestInit = {}): Promise<Response> {
    const { world } = this
    const failure = () => new TypeError('fetch failed')
    return new Promise((done, failed) => {
      const lost = (after = this.delay()) => world.after(after, () => failed(failure()), `no answer to ${path}`, life)
      if (this.state === 'down') return void lost(1)
      const arrive = () => {
        const { door } = this
        if (!door || this.state === 'down') return void lost()
        // The server may die over it: the line says so.
        const watch = world.after(60_000, () => failed(failure()), '', life)
        this.#asked.add(Object.assign(watch, { door: door.life, lost: () => (world.cancel(watch), lost()) }))
        const answered = (answer: Answer) => {
          if (this.loss && world.chance.happens(this.loss)) return void lost()
          const back = () =>
            this.carry(() => {
              if (this.state === 'down') return void lost(1)
              world.cancel(watch)
              world.as(life, () => world.after(0, () => done(responseOf(answer)), `${answer.status} ${path}`, life))
            })
          world.after(this.delay(), back, '', wires)
        }
        const twice = init.method === 'POST' && world.chance.happens(0.1)
        const ask = (hear: (answer: Answer) => void) =>
          world.after(0, () => door.answer(cookie, path, init, hear), `${init.method ?? 'GET'} ${path}`, door.life)
        ask(answered)
        if (twice) ask(() => {})
      }
      world.after(this.delay(), () => this.carry(arrive), '', wires)
    })
  }
  #asked = new Set<{ door: Life; lost: () => void; cancelled: boolean }>()
  /** Requests that a server took with it. */
  forget(server: Life): void {
    for (const asked of [...this.#asked]) {
      if (asked.door === server && !asked.cancelled) asked.lost()
      if (asked.door === server || asked.cancelled) this.#asked.delete(asked)
    }
  }
}

const responseOf = ({ status, headers, bytes }: Answer) => {
  let read = false
  const reader = { read: async () => (read ? { done: true, value: undefined } : ((read = true), { done: false, value: bytes })) }
  return {
    status,
    ok: status >= 200 && status < 300,
    headers,
    body: { getReader: () => reader },
    json: async () => JSON.parse(new TextDecoder().decode(bytes)) as unknown,
  } as unknown as Response
}
