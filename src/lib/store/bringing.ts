import { feedName } from '#kernel/space/name.ts'
import { takeCopies, vectorsOf, type Copy } from './compaction.ts'
import { showDocument } from './contents.ts'
import { fetchCopy, fetchDifferences } from './copies.ts'
import type { Core } from './core.ts'
import type { KnownDocument } from './database.ts'
import type { Open } from './documents.ts'
import { passed } from './environment.ts'

/** Documents asked for in one question: more while answers come quickly, fewer on a slow line, where one that breaks is lost whole. */
const together = { first: 16, least: 4, most: 200 }
const quick = 1_000
/** Shown between two breaths of the page. */
const breath = 25
/** How long a document must have been in step with the server before it counts as being on this device. */
const settled = 3_000

type Lasting = {
  /** The conversation goes on. */
  alive(): boolean
  /** Messages that the wire has brought. */
  heard(): number
}

/** Brings the documents that are behind, those looked at first: of each, what is not here. Each is taken whole or not at all. */
export class Bringing {
  readonly #core: Core
  readonly #of: Lasting
  readonly #settling = new Set<string>()
  #together = together.first
  #taking: Promise<void> = Promise.resolve()
  progress: { have: number; of: number } | null = null

  constructor(core: Core, of: Lasting) {
    this.#core = core
    this.#of = of
  }

  /** While some are taken in, the next are on their way. */
  async bring(recent: readonly string[]): Promise<void> {
    const { feed, documents, workspace, approach } = this.#core
    const first = [workspace.id, ...recent]
    const behind = feed
      .behind(first)
      .filter(document => !approach.has(document.name) && !this.settle(document, documents.find(document.name)))
    if (!behind.length) return this.#tell(null)
    this.#tell(behind.some(({ have }) => have < 0) ? { have: 0, of: behind.length } : null)
    /** Those that nobody looks at wait for all that is small. */
    const large: KnownDocument[] = []
    try {
      while (behind.length && this.#of.alive()) {
        const alone = await this.#ask(behind.splice(0, this.#together), left => behind.unshift(...left))
        for (const document of alone)
          if (first.includes(document.space)) await this.#alone(document)
          else large.push(document)
      }
      for (const document of large) if (this.#of.alive()) await this.#alone(document)
      await this.#taking
    } finally {
      await this.#taking.catch(() => undefined)
      this.#taking = Promise.resolve()
      this.#tell(null)
    }
  }

  /** Asks for what is not here of some; returns those to be fetched by themselves. */
  async #ask(some: readonly KnownDocument[], left: (documents: readonly KnownDocument[]) => void): Promise<KnownDocument[]> {
    const { log, environment, feed } = this.#core
    const vectors = await vectorsOf(
      log,
      some.filter(({ have }) => have >= 0).map(({ name }) => name)
    )
    const began = environment.clock.now()
    const asked = some.map(({ name }) => ({ name, vector: vectors.get(name) ?? null }))
    const answers = await fetchDifferences(environment.fetch, asked)
    if (passed(began, environment.clock.now()) > quick) this.#together = Math.max(together.least, this.#together >> 1)
    else if (answers.size === some.length) this.#together = Math.min(together.most, this.#together * 2)
    left(some.filter(({ name }) => !answers.has(name)))
    const copies: Copy[] = []
    const alone: KnownDocument[] = []
    for (const document of some) {
      const answer = answers.get(document.name)
      if (!answer) continue
      if ('update' in answer)
        copies.push({
          ...document,
          update: answer.update,
          whole: !vectors.has(document.name),
          have: Math.max(answer.sequence, document.wanted),
        })
      else if (answer.is === 'large') alone.push(document)
      else await feed.update(document.name, { have: document.wanted })
    }
    await this.#take(copies)
    return alone
  }
  async #alone(document: KnownDocument): Promise<void> {
    const { database, environment, feed } = this.#core
    const copy = await fetchCopy(database, environment.fetch, document.name)
    if (!copy) return feed.update(document.name, { have: document.wanted })
    await this.#take([{ ...document, update: copy.state, whole: true, have: Math.max(copy.sequence, document.wanted) }])
  }

  /** Begins to take them in once those before are. */
  async #take(copies: readonly Copy[]): Promise<void> {
    await this.#taking
    this.#taking = this.#takeIn(copies)
    // Its fault is met where it is awaited.
    this.#taking.catch(() => undefined)
  }
  async #takeIn(copies: readonly Copy[]): Promise<void> {
    const { database, log, feed, documents, rows, model, approach } = this.#core
    // Each its own: the rows of a space must not be saved as true past a document that they do not show yet.
    const moves = copies.map((copy, at) => ({ ...copy, moved: feed.moved + 1 + at }))
    const docs = await takeCopies(database, log, moves)
    for (const [at, { name, space, update, have, moved }] of moves.entries()) {
      // Stopped meanwhile: the next start finds that the document moved.
      if (!this.#of.alive()) return
      const doc = docs[at]
      // It does not join on to what is here: asked for whole.
      if (!doc) {
        await feed.update(name, { have: -1 })
        this.#core.sync.kick()
        continue
      }
      if (!feed.known.has(name)) continue
      const open = documents.find(name)
      if (open?.ready) open.takeState(update)
      else {
        // What was opened since may have been written in.
        await open?.loaded
        showDocument(rows, model, name, space, open?.doc ?? doc)
      }
      doc.destroy()
      feed.brought(name, { have, moved })
      if (open) approach.brought(open)
      if (at % breath === breath - 1) await this.#core.pause(0)
    }
    this.#core.say({ is: 'copied', documents: moves.map(({ name }) => name) })
    const { progress } = this
    if (progress) this.#tell({ have: Math.min(progress.of, progress.have + copies.length), of: progress.of })
  }
  #tell(progress: Bringing['progress']): void {
    if (!progress && !this.progress) return
    this.progress = progress
    this.#core.changed.tell()
  }

  /** A document in memory and in step comes over the wire: it counts once it has been so for a while and is on disk. */
  settle({ name, wanted }: KnownDocument, open: Open | undefined): boolean {
    if (!open?.link?.synced) return false
    if (this.#settling.has(name)) return true
    const { environment, sync, workspace } = this.#core
    this.#settling.add(name)
    environment.later(settled / 2, () => {
      const heard = this.#of.heard()
      sync.wire?.ask(feedName(workspace.id))
      environment.later(settled / 2, () => {
        this.#settling.delete(name)
        // A line that died without a word looks in step for ever: what comes after the question came after the rest.
        if (open.link?.synced && this.#of.heard() > heard && this.#of.alive()) this.#core.background(this.#keep(open, wanted))
      })
    })
    return true
  }
  async #keep(open: Open, wanted: number): Promise<void> {
    open.flush()
    await this.#core.log.settled()
    await this.#core.feed.update(open.name, { have: wanted })
  }
}
