import { persevere, type Database, type KnownDocument, type StoredFact } from './database.ts'
import type { Environment } from './environment.ts'

type Moved = { name: string; space: string; sort: 'plan' | 'text'; sequence: number }
export type Page = { position: number; documents: readonly Moved[]; facts: readonly StoredFact[]; lost: readonly string[] }

/** Where the spaces stand that are on their way from this device. */
const leaving = 'leaving'

/** The server has no session for us any more. */
export class SignedOut extends Error {
  override name = 'SignedOut'
}

/** What moved since this device last asked. A page is taken whole or not at all, and its position with it. */
export class Feed {
  readonly #database: Database
  readonly #fetch: Environment['fetch']
  readonly #taken: (page: Page) => Promise<void>
  /** Every document this person may see, and how far this device has it. */
  readonly known = new Map<string, KnownDocument>()
  position = 0
  /** Grows with each copy taken in: rows saved since then show it. */
  moved = 0
  #pulling: Promise<void> | null = null
  #again = false

  constructor(database: Database, fetch: Environment['fetch'], taken: (page: Page) => Promise<void>) {
    this.#database = database
    this.#fetch = fetch
    this.#taken = taken
  }

  async restore(): Promise<void> {
    this.position = Number((await this.#database.meta.get('position'))?.value ?? 0)
    for (const document of await this.#database.documents.toArray()) this.hear(document)
  }
  /** As the disk has it, by this tab's doing or another's. */
  hear(document: KnownDocument): void {
    this.known.set(document.name, document)
    this.moved = Math.max(this.moved, document.moved)
  }

  /** An answer is whole. Asked again meanwhile, it asks once more: what moved after the question began is not missed. */
  pull(): Promise<void> {
    this.#again = true
    this.#pulling ??= this.#run().finally(() => (this.#pulling = null))
    return this.#pulling
  }
  async #run(): Promise<void> {
    while (this.#again) {
      this.#again = false
      await this.finish()
      const answer = await this.#fetch(`/api/v1/feed?after=${this.position}`)
      if (answer.status === 401) throw new SignedOut()
      if (!answer.ok) throw new Error(`feed: ${answer.status}`)
      await this.#take((await answer.json()) as Page)
    }
  }

  async #take(page: Page): Promise<void> {
    if (page.position <= this.position && !page.facts.length && !page.documents.length && !page.lost.length) return
    const { facts, documents, meta } = this.#database
    const moved = page.documents.map(({ name, space, sort, sequence }): KnownDocument => {
      const known = this.known.get(name)
      return { name, space, sort, wanted: sequence, have: known?.have ?? -1, moved: known?.moved ?? 0 }
    })
    await persevere(this.#database, () =>
      this.#database.transaction('rw', facts, documents, meta, async () => {
        await facts.bulkPut(page.facts.map(fact => ({ ...fact })))
        await documents.bulkPut(moved)
        await meta.put({ key: 'position', value: page.position })
        if (page.lost.length) await meta.put({ key: leaving, value: page.lost })
      })
    )
    for (const document of moved) this.hear(document)
    await this.#taken(page)
    if (page.lost.length) await this.#gone()
    // Only now: rows saved meanwhile are true up to the page before.
    this.position = page.position
  }

  /** Access that was taken away is said once: what of it had not gone when a tab was ended goes now. */
  async finish(): Promise<void> {
    const lost = (await persevere(this.#database, () => this.#database.meta.get(leaving)))?.value as string[] | undefined
    if (!lost) return
    await this.#taken({ position: this.position, documents: [], facts: [], lost })
    await this.#gone()
  }
  #gone(): Promise<void> {
    return persevere(this.#database, () => this.#database.meta.delete(leaving))
  }

  /** As if nothing had ever come: every fact and document is asked for again. */
  async forget(): Promise<void> {
    await this.#pulling?.catch(() => undefined)
    this.position = 0
    const documents = [...this.known.values()].map(document => ({ ...document, have: -1, moved: 0 }))
    for (const document of documents) this.known.set(document.name, document)
    await persevere(this.#database, () => this.#database.documents.bulkPut(documents))
  }

  /** A document that this device makes, or opens before the server told of it. */
  async meet(name: string, space: string, sort: 'plan' | 'text'): Promise<void> {
    if (this.known.has(name)) return
    const document = { name, space, sort, wanted: 0, have: 0, moved: 0 }
    this.known.set(name, document)
    await persevere(this.#database, () => this.#database.documents.put(document))
  }
  async update(name: string, change: Partial<KnownDocument>): Promise<void> {
    const known = this.known.get(name)
    if (!known) return
    this.known.set(name, { ...known, ...change })
    await persevere(this.#database, () => this.#database.documents.update(name, change))
  }
  /** A copy is on the disk and in the rows. */
  brought(name: string, now: Pick<KnownDocument, 'have' | 'moved'>): void {
    const known = this.known.get(name)
    if (known) this.hear({ ...known, ...now })
  }
  /** Documents that are behind, those of these spaces first, plans before texts. */
  behind(first: readonly string[]): KnownDocument[] {
    const rank = ({ space, sort }: KnownDocument) =>
      (first.includes(space) ? first.indexOf(space) : first.length) * 2 + (sort === 'plan' ? 0 : 1)
    return [...this.known.values()].filter(({ have, wanted }) => have < wanted).sort((a, b) => rank(a) - rank(b))
  }
}
