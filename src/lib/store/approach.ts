import * as Y from 'yjs'
import { fetchDifferences } from './copies.ts'
import type { Core } from './core.ts'
import type { Open } from './documents.ts'
import { SignedOut } from './feed.ts'

/** An answer that takes longer is not waited for: edits of ours may want to leave. */
const patience = 20_000

/**
 * Documents in memory on their way to the wire. After an absence each first asks over HTTP, all in one question, for what it lacks:
 * packed, that is a small part of what the wire would carry. In step with the feed, it goes at once.
 */
export class Approach {
  readonly #core: Core
  /** These had what the server had when they were asked for. */
  #near = new WeakSet<Y.Doc>()
  readonly #asking = new Set<Open>()
  /** So large that they come as the copies of this device do: taken up again where the line breaks. */
  readonly #copied = new Set<Open>()
  #soon = false
  /** The feed has been read since the absence. */
  #told = false

  constructor(core: Core) {
    this.#core = core
  }

  /** The device was away: what it knows of the server is old. */
  away(): void {
    this.#near = new WeakSet()
    this.#told = false
  }
  /** The line is no more: what waited for a copy asks again on the next. */
  left(): void {
    this.#copied.clear()
  }
  /** The feed has told what moved. */
  told(): void {
    this.#told = true
    for (const open of this.#copied) if (!this.#isBehind(open)) this.brought(open)
  }
  /** Whether it is being asked for. */
  has(name: string): boolean {
    return [...this.#asking].some(open => open.name === name)
  }

  /** Whether it may go on the wire now; if not, it is asked to join once it may. Without a line there is nothing to ask. */
  may(open: Open): boolean {
    if (!open.lasting || this.#near.has(open.doc)) return true
    if (!this.#core.sync.hopeful) return false
    if (this.#told && open.stored && !this.#isBehind(open)) return true
    if (this.#asking.has(open) || this.#copied.has(open)) return false
    this.#asking.add(open)
    if (!this.#soon) this.#core.environment.later(0, () => this.#core.background(this.#ask()))
    this.#soon = true
    return false
  }
  /** It has what the server had, or will get it over the wire. */
  brought(open: Open): void {
    this.#copied.delete(open)
    this.#near.add(open.doc)
    open.join()
  }
  /** The copies did not come. */
  giveUp(): void {
    for (const open of [...this.#copied]) this.brought(open)
  }

  async #ask(): Promise<void> {
    this.#soon = false
    const { environment, sync } = this.#core
    const docs = new Map([...this.#asking].map(open => [open, open.doc]))
    const asked = [...docs].map(([{ name }, doc]) => ({ name, vector: Y.encodeStateVector(doc) }))
    const late = this.#core.pause(patience).then(() => null)
    const answers = await Promise.race([fetchDifferences(environment.fetch, asked), late]).catch((fault: unknown) =>
      // Without a line it waits for one; otherwise the wire brings it.
      fault instanceof SignedOut || !sync.online ? ('nothing' as const) : null
    )
    for (const [open, doc] of docs) {
      this.#asking.delete(open)
      if (this.#core.ended || answers === 'nothing' || this.#core.documents.find(open.name) !== open) continue
      const answer = answers?.get(open.name)
      // Made anew meanwhile, or no room in the answer: it asks again.
      if (open.doc !== doc || (answers && !answer)) open.join()
      else if (answer && 'is' in answer && answer.is === 'large' && this.#comes(open)) this.#copied.add(open)
      else {
        if (answer && 'update' in answer) open.receive(answer.update)
        this.brought(open)
      }
    }
  }
  /** Whether this tab is about to fetch a copy of it. */
  #comes(open: Open): boolean {
    return this.#core.tabs.leader && (!this.#told || this.#isBehind(open))
  }
  #isBehind({ name }: Open): boolean {
    const known = this.#core.feed.known.get(name)
    return known !== undefined && known.have < known.wanted
  }
}
