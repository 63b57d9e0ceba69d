import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { randomId } from '#kernel/base/id.ts'
import { parseName } from '#kernel/space/name.ts'
import type { Database } from './database.ts'
import type { Environment } from './environment.ts'
import { Change } from './journal.ts'
import { Link } from './link.ts'
import { build, piecesOf, type Draft, type Log } from './log.ts'
import type { Pending } from './pending.ts'
import type { Wire } from './wire.ts'

/** The origin of what was read from this device rather than written. */
const fromDisk = Symbol('from disk')
/** Of what the server sent otherwise than over the wire. */
const fromServer = Symbol('from the server')
const grace = { lasting: 10_000, passing: 300 }
const gather = 60

type Told = {
  /** Written here, and on no disk yet. */
  made(draft: Draft): void
  /** A document is in memory, complete as this device knows it; called again when it had to be made anew. */
  opened(open: Open): void
  refused(name: string, reason: string): void
  synced(open: Open): void
  /** Whether the document may go on the wire now: not while its space waits to be accepted. */
  mayLeave(name: string): boolean
  /** Whether it may go on the wire without asking first for what it lacks; if not, it is asked to join again. */
  near(open: Open): boolean
  /** What the server asks to be told when the document is opened. */
  token(name: string): string
  acknowledged(drafts: readonly Draft[]): void
}
export type Services = { database: Database; environment: Environment; log: Log; pending: Pending; wire: () => Wire | null; told: Told }

/** A document in memory. Held by screens and by what is left to send; closed a while after the last lets go. */
export class Open {
  readonly name: string
  readonly sort: 'plan' | 'text' | 'presence' | 'feed'
  doc = this.#empty()
  awareness: Awareness | null = null
  link: Link | null = null
  loaded: Promise<void>
  /** What this device knows is in memory. */
  ready = false
  /** Something was stored here: an empty document without it may be one that has not arrived. */
  stored = false
  generation = 0
  /** The server would not let it in; asked again when the connection is made anew. */
  barred = false
  holders = 0
  closing: (() => void) | null = null
  readonly #of: Services
  #remote: { at: number; update: () => Uint8Array }[] = []
  #gathering: (() => void) | null = null

  constructor(name: string, services: Services) {
    this.name = name
    this.sort = parseName(name)?.sort ?? 'plan'
    this.#of = services
    this.loaded = this.#load()
  }

  /** What was written here and lost against somebody else’s value is kept whole until it has left: the history tells of it. */
  #empty(): Y.Doc {
    return new Y.Doc({ gcFilter: () => !this.#of.pending.in(this.name) })
  }
  get lasting(): boolean {
    return this.sort === 'plan' || this.sort === 'text'
  }

  async #load(): Promise<void> {
    const { log, told } = this.#of
    if (this.sort !== 'plan') {
      this.awareness = new Awareness(this.doc)
      this.awareness.setLocalState(null)
    }
    if (this.lasting) {
      const doc = this.doc
      const stored = await log.load(this.name)
      if (this.doc !== doc) return
      build(doc, stored, fromDisk)
      this.stored = stored.snapshot !== null || stored.tail.length > 0
      doc.on('update', this.#hear)
    }
    this.ready = true
    told.opened(this)
    this.join()
  }

  /** Goes on the wire, if there is one and it may. */
  join(): void {
    const { environment, pending, log, told } = this.#of
    const wire = this.#of.wire()
    if (!wire || !this.ready || this.link || this.barred || !told.mayLeave(this.name) || !told.near(this)) return
    this.link = new Link(
      wire,
      environment,
      { name: this.name, doc: this.doc, awareness: this.awareness, token: told.token(this.name) },
      {
        unsaved: () => pending.of(this.name),
        pieces: () => piecesOf(log, pending.of(this.name)),
        acknowledged: drafts => {
          for (const draft of drafts) pending.remove(draft)
          told.acknowledged(drafts as Draft[])
        },
        refused: reason => {
          this.link = null
          // With edits to set aside it is made anew without them, and comes back; otherwise it is the document that we may not see.
          this.barred = pending.of(this.name).length === 0
          told.refused(this.name, reason)
        },
        synced: () => told.synced(this),
        message: payload => this.heard?.(payload),
      }
    )
    this.link.attach()
  }
  heard: ((payload: string) => void) | null = null

  leave(silently = false): void {
    this.link?.detach(silently)
    this.link = null
  }

  readonly #hear = (update: Uint8Array, origin: unknown) => this.#updated(update, origin)
  #updated(update: Uint8Array, origin: unknown): void {
    if (origin === fromDisk || this.#taking) return
    if (origin && origin === this.link?.origin) return this.#received(() => update)
    const change = origin instanceof Change ? origin : null
    const draft: Draft = {
      document: this.name,
      bytes: update,
      at: this.#of.environment.clock.now(),
      seq: null,
      acked: false,
      spare: randomId(),
      ...(change && { batch: change.batch, records: change.records, lines: change.lines, ...(change.beside && { beside: change.beside }) }),
    }
    this.#of.told.made(draft)
    this.#of.pending.add(draft)
    this.link?.made(draft)
    this.flush()
    void this.#of.log.append(draft).then(() => this.#of.pending.placed(draft))
  }

  /** Others' edits come in bursts: they are written together, a little later, and before any edit of ours that may rest on them. */
  #received(update: () => Uint8Array): void {
    this.#remote.push({ at: this.#of.environment.clock.now(), update })
    this.#gathering ??= this.#of.environment.later(gather, () => this.flush())
  }
  flush(): void {
    this.#gathering?.()
    this.#gathering = null
    const [first] = this.#remote
    if (!first) return
    const updates = this.#remote.splice(0).map(({ update }) => update())
    const bytes = updates.length === 1 ? (updates[0] as Uint8Array) : Y.mergeUpdates(updates)
    void this.#of.log.append({ document: this.name, bytes, at: first.at, seq: null, acked: true })
  }

  /** Takes in what another tab wrote. That tab sends it; the wire only compares if it does not. */
  take(updates: readonly Uint8Array[]): void {
    this.#take(() => updates.forEach(bytes => Y.applyUpdate(this.doc, bytes)))
  }
  /** Takes in what the server has and this did not: it goes on the disk as what the wire brings. */
  receive(difference: Uint8Array): void {
    // Written again as an update while the page waits, a week of edits would take as long as reading them.
    this.doc.off('update', this.#hear)
    Y.applyUpdateV2(this.doc, difference, this.link?.origin ?? fromServer)
    this.doc.on('update', this.#hear)
    this.#received(() => Y.convertUpdateFormatV2ToV1(difference))
  }
  /** Takes in what was fetched from the server, and is stored already. */
  takeState(state: Uint8Array): void {
    this.#take(() => Y.applyUpdateV2(this.doc, state))
  }
  /** Under the wire's own origin, so that it is not sent back. */
  #take(apply: () => void): void {
    this.#taking = true
    try {
      this.doc.transact(apply, this.link?.origin ?? fromDisk)
    } finally {
      this.#taking = false
    }
  }
  #taking = false

  /** Made anew from what is stored: after edits were set aside, nothing of them may stay in memory. */
  async reload(): Promise<void> {
    this.leave(true)
    this.#gathering?.()
    this.#gathering = null
    this.#remote = []
    this.awareness?.destroy()
    const former = this.doc
    this.doc = this.#empty()
    former.destroy()
    this.ready = false
    this.generation++
    this.loaded = this.#load()
    await this.loaded
  }

  end(): void {
    this.flush()
    this.leave()
    this.awareness?.destroy()
    this.doc.destroy()
  }
}

/** The documents in memory, by name. */
export class Documents {
  readonly #of: Services
  readonly #open = new Map<string, Open>()

  constructor(services: Services) {
    this.#of = services
  }

  get all(): Iterable<Open> {
    return this.#open.values()
  }
  find(name: string): Open | undefined {
    return this.#open.get(name)
  }

  /** Opens it, or joins those who have it open. Each `open` wants one `close`. */
  open(name: string): Open {
    const open = this.#open.get(name) ?? new Open(name, this.#of)
    this.#open.set(name, open)
    open.holders++
    open.closing?.()
    open.closing = null
    return open
  }

  /** Lets go. It stays a while, for whoever comes back, and as long as it has something to send. */
  close(open: Open): void {
    open.holders--
    this.#expire(open)
  }
  #expire(open: Open): void {
    if (open.holders > 0 || open.closing || this.#open.get(open.name) !== open) return
    open.closing = this.#of.environment.later(open.lasting ? grace.lasting : grace.passing, () => {
      open.closing = null
      if (open.holders > 0) return
      if (open.lasting && this.#of.pending.of(open.name).length) return this.#expire(open)
      this.#open.delete(open.name)
      open.end()
    })
  }

  /** Opens what earlier edits left unsent, so that it leaves without waiting for someone to look at it. */
  sendRest(): void {
    for (const name of this.#of.pending.documents()) if (!this.#open.has(name) && this.#of.told.mayLeave(name)) this.close(this.open(name))
  }

  /** Everything in memory goes on the wire, what the server would not let in before included. */
  join(): void {
    for (const open of this.#open.values()) {
      open.barred = false
      open.join()
    }
  }
  /** Off a wire that is no more: what lasts may have to ask before it goes on the next. */
  leave(): void {
    for (const open of this.#open.values()) if (open.lasting) open.leave(true)
  }
  check(): void {
    for (const open of this.#open.values()) open.link?.check()
  }
  flush(): void {
    for (const open of this.#open.values()) open.flush()
  }
  /** At once, whoever holds it: the space was lost. */
  drop(name: string): void {
    const open = this.#open.get(name)
    this.#open.delete(name)
    open?.end()
  }
  end(): void {
    for (const open of this.#open.values()) {
      open.closing?.()
      open.end()
    }
    this.#open.clear()
  }
}
