import type { Engine } from './engine.ts'

/** What writes and sends, started once, when the page has time for it or someone asks. */
export class Beginning {
  engine: Engine | null = null
  readonly #start: () => Promise<Engine>
  readonly #told: () => void
  readonly #begun = Promise.withResolvers<Engine>()
  #coming: Promise<void> | null = null
  #closed = false

  constructor(start: () => Promise<Engine>, told: () => void) {
    this.#start = start
    this.#told = told
  }

  /** Called again after a failure, it tries again. */
  begin(): Promise<void> {
    if (this.#closed) return Promise.resolve()
    this.#coming ??= this.#begin().catch((fault: unknown) => {
      this.#coming = null
      throw fault
    })
    return this.#coming
  }
  async #begin(): Promise<void> {
    this.engine = await this.#start()
    this.#begun.resolve(this.engine)
    this.#told()
  }
  /** For whoever can wait until it has begun by itself. */
  get begun(): Promise<Engine> {
    return this.#begun.promise
  }
  /** Whoever asks for more than what is shown does not wait for the page to be idle. */
  async whole(): Promise<Engine> {
    if (!this.engine) await this.begin()
    return this.engine ?? this.begun
  }
  get now(): Engine {
    if (!this.engine) throw new Error('This device has not begun.')
    return this.engine
  }
  async close(): Promise<void> {
    this.#closed = true
    await this.#coming?.catch(() => null)
    await this.engine?.core.end()
  }
}
