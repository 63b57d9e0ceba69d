import * as Y from 'yjs'
import type { Entry } from '#kernel/projector/projection.ts'
import { factEntries, showDocument, textEntries, touched } from './contents.ts'
import type { Core } from './core.ts'
import type { StoredFact } from './database.ts'
import type { Open } from './documents.ts'
import { build } from './log.ts'
import type { Place } from './rows.ts'
import { oldestPosition, staleDocuments, staleFacts } from './stale.ts'

/** The words of a text follow its last edit after this many milliseconds. */
const pause = 300

/** Keeps the rows equal to what the documents and the facts of this device say. */
export class Showing {
  readonly #core: Core
  readonly #texts = new Map<string, () => void>()
  /** Documents whose rows on disk are older than they are. */
  readonly #stale = new Set<string>()
  constructor(core: Core) {
    this.#core = core
  }

  /** Rows that were saved before the last change of a document or the last fact are brought up to it. */
  async catchUp(places: ReadonlyMap<string, Place>): Promise<void> {
    const { database, feed } = this.#core
    const last = new Map<string, number>()
    await database.updates.orderBy('document').eachKey((document, { primaryKey }) => {
      last.set(String(document), Math.max(last.get(String(document)) ?? 0, Number(primaryKey)))
    })
    for (const name of staleDocuments(places, feed.known.values(), last)) this.#stale.add(name)
    for (const name of [...this.#stale].sort()) await this.document(name)
    const named = [...feed.known.values()].map(({ space }) => space)
    const facts = await database.facts.where('position').above(oldestPosition(places, named)).toArray()
    await this.facts(staleFacts(places, facts))
  }

  /** Rows from a document as it is stored. */
  async document(name: string): Promise<void> {
    const { rows, model, log } = this.#core
    this.#stale.delete(name)
    const doc = build(new Y.Doc(), await log.load(name), null)
    showDocument(rows, model, name, this.#core.spaceOf(name), doc)
    doc.destroy()
  }
  /** Rows from facts, in every space that sees them. */
  async facts(facts: readonly StoredFact[]): Promise<void> {
    for (const [space, entries] of await factEntries(this.#core.model, this.#core.database, facts)) this.#core.rows.apply(space, entries)
  }

  /** From now on the rows follow this document. */
  opened(open: Open): void {
    const { rows, model, environment } = this.#core
    const { name, doc } = open
    const space = this.#core.spaceOf(name)
    if (open.sort === 'plan') {
      if (this.#stale.delete(name) || open.generation > 0 || !rows.has(space)) showDocument(rows, model, name, space, doc)
      doc.on('afterTransaction', (transaction: Y.Transaction) => this.change(space, touched(model, doc, transaction)))
    }
    if (open.sort === 'text') {
      if (open.generation > 0) this.change(space, textEntries(name, doc))
      doc.on('update', () => {
        this.#texts.get(name)?.()
        const show = () => this.change(this.#core.spaceOf(name), textEntries(name, doc))
        this.#texts.set(name, environment.later(pause, show))
      })
    }
    this.#core.changed.tell()
  }
  /** Entries of a document that changed: into the rows here, and in the tabs that do not have it in memory. */
  change(space: string, entries: readonly Entry[]): void {
    if (!entries.length) return
    this.#core.rows.apply(space, entries)
    this.#core.say({ is: 'changed', space, entries })
  }

  /** At once, what waits for a pause in the typing. */
  flush(): void {
    for (const [name, cancel] of this.#texts) {
      cancel()
      const open = this.#core.documents.find(name)
      if (open?.ready) this.#core.rows.apply(this.#core.spaceOf(name), textEntries(name, open.doc))
    }
    this.#texts.clear()
  }
}
