import * as Y from 'yjs'
import type { Entry } from '#kernel/projector/projection.ts'
import { planName } from '#kernel/space/name.ts'
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
  /** Documents whose rows are older than they are, until they are read. */
  readonly #stale = new Set<string>()
  /** What was said while a document was being read from a disk that may not have held it yet. */
  #said: { space: string; entries: readonly Entry[] }[] = []
  #reading = 0
  /** When a document was last read from the disk; all of them at the start at the latest. */
  readonly #read = new Map<string, number>()
  readonly #begun: number
  constructor(core: Core) {
    this.#core = core
    this.#begun = core.environment.clock.now()
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

  /** Rows from a document as it is in memory or, if it is not, as it is stored. */
  async document(name: string): Promise<void> {
    const { rows, model, log, documents } = this.#core
    const space = this.#core.spaceOf(name)
    this.#reading++
    // What is said in one breath is read at once.
    await null
    this.#stale.delete(name)
    this.#read.set(name, this.#core.environment.clock.now())
    try {
      const doc = build(new Y.Doc(), await log.load(name), null)
      const open = documents.find(name)
      showDocument(rows, model, name, space, open?.ready ? open.doc : doc)
      doc.destroy()
      for (const said of this.#said) if (said.space === space) this.#apply(said)
    } finally {
      if (!--this.#reading) this.#said = []
    }
  }
  /** Others have written to it or brought it. */
  #again(name: string): void {
    if (this.#stale.has(name)) return
    this.#stale.add(name)
    this.#core.background(this.document(name))
  }

  /** Another tab said these, before they were on the disk. */
  told(space: string, entries: readonly Entry[]): void {
    if (this.#reading) this.#said.push({ space, entries })
    this.#apply({ space, entries })
  }
  /** With the plan in memory here, its log says it, and in the right order. */
  #apply({ space, entries }: { space: string; entries: readonly Entry[] }): void {
    const [first] = entries
    const plan = this.#core.documents.find(planName(this.#core.workspace.id, space))
    if (!plan?.ready || (first && !('values' in first))) this.#core.rows.apply(space, entries)
  }
  /** Another tab has brought a document. In memory here, it comes over this tab's own wire. */
  copied(name: string): void {
    if (!this.#core.documents.find(name)) this.#again(name)
  }
  /** Another tab has put on the disk what it had made by then: told before this one could hear it, or too early to be read. */
  written(name: string, at: number | undefined): void {
    if (at !== undefined && at <= (this.#read.get(name) ?? this.#begun)) this.#again(name)
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
      if (this.#stale.has(name) || open.generation > 0 || !rows.has(space)) showDocument(rows, model, name, space, doc)
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
    if (this.#reading) this.#said.push({ space, entries })
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
