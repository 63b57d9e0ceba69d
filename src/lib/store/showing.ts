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
  /** Documents whose rows on disk are older than they are. */
  readonly #stale = new Set<string>()
  /** What was told while rows were being read from a disk that may not have held it yet, the start being such a time. */
  #told: { space: string; entries: readonly Entry[] }[] = []
  #reading = 1
  #begun = false
  readonly #lost = new Set<string>()
  readonly #since: number
  constructor(core: Core) {
    this.#core = core
    this.#since = core.environment.clock.now()
  }

  /** Rows that were saved before the last change of a document or the last fact are brought up to it. */
  async catchUp(places: ReadonlyMap<string, Place>): Promise<void> {
    const { database, feed, rows } = this.#core
    for (const space of this.#lost) rows.drop(space)
    const last = new Map<string, number>()
    await database.updates.orderBy('document').eachKey((document, { primaryKey }) => {
      last.set(String(document), Math.max(last.get(String(document)) ?? 0, Number(primaryKey)))
    })
    for (const name of staleDocuments(places, feed.known.values(), last)) this.#stale.add(name)
    for (const name of [...this.#stale].sort()) await this.document(name)
    const named = [...feed.known.values()].map(({ space }) => space)
    const facts = await database.facts.where('position').above(oldestPosition(places, named)).toArray()
    await this.facts(staleFacts(places, facts))
    this.#begun = true
    // And those that others wrote to or brought meanwhile.
    for (const name of [...this.#stale].sort()) await this.document(name)
    for (const space of new Set(this.#told.map(told => told.space))) this.#tellAgain(space)
    this.#read()
  }

  /** Rows from a document as it is in memory or, if it is not, as it is stored. */
  async document(name: string): Promise<void> {
    const { rows, model, log, documents } = this.#core
    const space = this.#core.spaceOf(name)
    this.#stale.delete(name)
    this.#reading++
    const doc = build(new Y.Doc(), await log.load(name), null)
    const open = documents.find(name)
    showDocument(rows, model, name, space, open?.ready ? open.doc : doc)
    doc.destroy()
    this.#tellAgain(space)
    this.#read()
  }
  #read(): void {
    if (!--this.#reading) this.#told = []
  }

  /** Another tab said these, before they were on the disk. With the plan in memory here, its log says it, and in the right order. */
  told(space: string, entries: readonly Entry[]): void {
    if (this.#reading) this.#told.push({ space, entries })
    this.#tell(space, entries)
  }
  #tell(space: string, entries: readonly Entry[]): void {
    const [first] = entries
    const plan = this.#core.documents.find(planName(this.#core.workspace.id, space))
    if (!plan?.ready || (first && !('values' in first))) this.#core.rows.apply(space, entries)
  }
  #tellAgain(space: string): void {
    for (const told of this.#told) if (told.space === space) this.#tell(space, told.entries)
  }
  /** Another tab was told that this space is no longer ours, and has erased it. */
  lost(space: string): void {
    if (!this.#begun) this.#lost.add(space)
    this.#core.rows.drop(space)
  }
  /** Another tab has brought a document. In memory here, it comes over this tab's own wire. */
  async copied(name: string): Promise<void> {
    if (!this.#begun) this.#stale.add(name)
    else if (!this.#core.documents.find(name)) await this.document(name)
  }
  /** Another tab has written to a document since this one read it, or had made what it wrote before this one could hear of it. */
  written(name: string, at: number | undefined): void {
    if (at !== undefined && at > this.#since) return
    if (!this.#begun) this.#stale.add(name)
    else if (at !== undefined) this.#core.background(this.document(name))
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
      const behind = this.#stale.delete(name) || this.#told.some(told => told.space === space)
      if (behind || open.generation > 0 || !rows.has(space)) showDocument(rows, model, name, space, doc)
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
    if (this.#reading) this.#told.push({ space, entries })
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
