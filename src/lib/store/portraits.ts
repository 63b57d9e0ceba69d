import type { Core } from './core.ts'
import { persevere } from './database.ts'

const place = 'portrait:'
const types = new Set(['image/webp', 'image/jpeg'])
type Stored = { key: string; value: { type: string; bytes: Uint8Array<ArrayBuffer> } }

/**
 * The pictures of people that cards on this device name, by their content: fetched once, on the disk with the rest and sealed as it is,
 * shown without a network. One that no card names any more goes.
 */
export class Portraits {
  readonly #core: Core
  /** Another map whenever something in it has changed. */
  kept: ReadonlyMap<string, Blob> = new Map()
  /** Not to be had from the server, as far as this page knows. */
  readonly #absent = new Set<string>()
  #bringing: Promise<void> | null = null
  constructor(core: Core) {
    this.#core = core
  }

  /** Those on the disk, then those that are missing, now and whenever a card changes. Answers how to stop. */
  start(): () => void {
    this.#core.background(this.restore().then(() => this.bring()))
    return this.#core.rows.on(['person'], () => this.#core.background(this.bring()))
  }
  /** As the disk has them, by this tab's doing or another's. */
  async restore(): Promise<void> {
    const { database, changed } = this.#core
    const stored = await persevere(database, () => database.meta.where('key').startsWith(place).toArray())
    const whole = (stored as Stored[]).filter(({ value }) => types.has(value?.type))
    this.kept = new Map(whole.map(({ key, value }) => [key.slice(place.length), new Blob([value.bytes], { type: value.type })]))
    changed.tell()
  }
  /** The tab that speaks for all asks for those that are missing. */
  bring(): Promise<void> {
    if (!this.#core.tabs.leader) return Promise.resolve()
    this.#bringing ??= this.#run()
      .catch((fault: unknown) => {
        // Without a line, or signed out meanwhile: asked again when the feed is.
        if (this.#core.sync.online && !(fault instanceof TypeError)) throw fault
      })
      .finally(() => (this.#bringing = null))
    return this.#bringing
  }
  async #run(): Promise<void> {
    for (const hash of this.kept.keys()) if (!this.#wanted().has(hash)) await this.#drop(hash)
    for (let hash = this.#missing(); hash !== null; hash = this.#missing()) await this.#fetch(hash)
  }
  #wanted(): Set<string> {
    return new Set(this.#core.rows.list('person', undefined).flatMap(({ portrait }) => (typeof portrait === 'string' ? portrait : [])))
  }
  #missing(): string | null {
    if (!this.#core.sync.online || this.#core.ended) return null
    return [...this.#wanted()].find(hash => !this.kept.has(hash) && !this.#absent.has(hash)) ?? null
  }

  async #fetch(hash: string): Promise<void> {
    const { database, environment } = this.#core
    // Kept here and nowhere else: what the browser caches by itself is not sealed, and does not go with its person.
    const answer = await environment.fetch(`/api/v1/portraits/${hash}`, { cache: 'no-store' })
    const type = answer.headers.get('content-type') ?? ''
    if (!answer.ok || !types.has(type)) return void this.#absent.add(hash)
    const bytes = new Uint8Array(await answer.arrayBuffer())
    await persevere(database, () => database.meta.put({ key: place + hash, value: { type, bytes } }))
    this.#show([...this.kept, [hash, new Blob([bytes], { type })]])
  }
  async #drop(hash: string): Promise<void> {
    const { database } = this.#core
    await persevere(database, () => database.meta.delete(place + hash))
    this.#show([...this.kept].filter(([kept]) => kept !== hash))
  }
  #show(kept: readonly (readonly [string, Blob])[]): void {
    this.kept = new Map(kept)
    this.#core.changed.tell()
    this.#core.say({ is: 'portraits' })
  }
}
