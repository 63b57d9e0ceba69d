import { business } from '#domain/model.ts'
import { commands } from '#domain/commands.ts'
import type { Queue } from '#server/jobs/jobs.ts'
import { startRelais, type Relais } from '#server/relais.ts'
import { SimulatedPool, type Cluster, type Watch } from './database.ts'
import type { Answer, Door } from './network.ts'
import { Life, type World } from './outside.ts'

const noQueue: Queue = { start: async () => {}, add: async () => {}, wake: () => {}, stop: async () => {} }

/** The machine of the server: a process at a time, over a database that outlives it. */
export class Host {
  readonly #world: World
  readonly #cluster: Cluster
  readonly #folder: string
  readonly #watch: Watch
  pool: SimulatedPool | null = null
  relais: Relais | null = null
  #life: Life | null = null
  #lives = 0
  slow = 1
  forgetful = 0.02
  constructor(world: World, cluster: Cluster, folder: string, watch: Watch) {
    this.#world = world
    this.#cluster = cluster
    this.#folder = folder
    this.#watch = watch
  }

  start(): void {
    const world = this.#world
    const life = (this.#life = new Life(`server ${++this.#lives}`))
    world.after(
      0,
      () => {
        const pool = (this.pool = new SimulatedPool(world, this.#cluster, life, this.#watch))
        Object.assign(pool, { slow: this.slow, forgetful: this.forgetful })
        const settings = { dataDir: this.#folder, clock: { now: () => Math.floor(world.now) }, model: business, commands, version: '0.0.0' }
        startRelais({ ...settings, connection: pool.connection(), queue: () => noQueue }).then(
          relais => (this.relais = relais),
          fault => {
            world.trace(`it does not start: ${String(fault)}`)
            world.after(2_000, () => !life.ended && this.crash().then(() => this.start()), '', life)
          }
        )
      },
      'starts',
      life
    )
  }
  get life(): Life | null {
    return this.#life
  }
  /** kill -9: nothing of it runs any more. */
  async crash(): Promise<Life | null> {
    const { pool } = this
    const life = this.#life
    if (life) life.ended = true
    this.relais = null
    this.#life = null
    this.pool = null
    await pool?.crash()
    return life
  }

  get door(): Door | null {
    const { relais } = this
    const life = this.#life
    if (!relais || !life) return null
    return {
      life,
      knock: (cookie, path, enter, refuse) => {
        const request = { headers: { cookie }, url: path }
        void relais.sync.admit(request).then(who => {
          if (typeof who === 'string') refuse()
          else enter(socket => relais.sync.accept(socket, request, who))
        })
      },
      answer: (cookie, path, init, done) => void this.#answer(relais, life, cookie, path, init).then(done),
    }
  }

  async #answer(relais: Relais, life: Life, cookie: string, path: string, init: RequestInit): Promise<Answer> {
    const body = init.body === undefined ? null : (JSON.parse(String(init.body)) as unknown)
    const request = { url: `http://localhost${path}`, headers: new Headers(init.headers), json: async () => body } as unknown as Request
    let answer: Response
    try {
      answer = await this.#route(relais, request, cookie)
    } catch (fault) {
      // What the framework answers to a fault that a route lets through.
      this.#world.trace(`500 ${String(fault)}`)
      answer = new Response('{}', { status: 500 })
    }
    const { status, headers } = answer
    return new Promise(done => {
      void this.#world.hold(async () => {
        const bytes = new Uint8Array(await answer.arrayBuffer())
        this.#world.after(0, () => done({ status, headers, bytes }), '', life)
      })
    })
  }
  async #route(relais: Relais, request: Request, cookie: string): Promise<Response> {
    const who = await relais.who({ cookie })
    const [, , , what, one = ''] = new URL(request.url).pathname.split('/')
    if (what === 'session') return relais.session(request, who)
    if (what === 'feed') return relais.feed(request, who)
    if (what === 'documents' && !one) return relais.differences(request, who)
    if (what === 'documents') return relais.document(request, who, decodeURIComponent(one))
    if (what === 'commands') return relais.command(request, who, one)
    throw new Error(`nothing answers ${request.url}`)
  }
}
