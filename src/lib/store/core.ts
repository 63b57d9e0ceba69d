import { randomId } from '#kernel/base/id.ts'
import { dayIn } from '#kernel/base/day.ts'
import type { Model } from '#kernel/schema/model.ts'
import { parseName } from '#kernel/space/name.ts'
import { Approach } from './approach.ts'
import { asking } from './asking.ts'
import { setAside, setDamagedAside } from './asides.ts'
import { finish, openDatabase, persevere, released, type Aside, type Database, type OutboxEntry } from './database.ts'
import { Documents, type Open } from './documents.ts'
import type { Environment } from './environment.ts'
import { erase } from './erasing.ts'
import { Feed, type Page } from './feed.ts'
import { hear } from './hearing.ts'
import { Journal } from './journal.ts'
import { Log, type Draft } from './log.ts'
import { Outbox, type Waiting } from './outbox.ts'
import { recallOut, troubles } from './put-out.ts'
import { Portraits } from './portraits.ts'
import { recover, refill, type Recovered } from './recovery.ts'
import { about, Pending } from './pending.ts'
import type { Place, Rows } from './rows.ts'
import { restoreRows, saveRows } from './saved-rows.ts'
import { Showing } from './showing.ts'
import type { Signal } from './signal.ts'
import { Spare } from './spare.ts'
import { databaseName } from './stores.ts'
import { Sync } from './sync.ts'
import { Tabs, type Word } from './tabs.ts'
import { condemned } from './wipe.ts'

export type Workspace = { id: string; name: string; currency: string; timeZone: string; locale: string }
export type Me = { id: string; name: string; email: string }
export type Trouble = (typeof troubles)[number]

/** The parts of a device, and what passes between them. Screens see `Device`. */
export class Core {
  readonly model: Model
  readonly workspace: Workspace
  readonly person: Me
  readonly environment: Environment
  readonly database: Database
  readonly log: Log
  readonly spare: Spare
  readonly pending: Pending
  readonly rows: Rows
  readonly journal: Journal
  readonly feed: Feed
  readonly outbox: Outbox
  readonly documents: Documents
  readonly showing: Showing
  readonly approach: Approach
  readonly sync: Sync
  readonly portraits = new Portraits(this)
  readonly tabs: Tabs
  /** Anything a person may see besides rows: what waits, what is wrong, who is connected. */
  readonly changed: Signal
  asides: readonly Aside[] = []
  dismissed: ReadonlySet<string> = new Set()
  recovered: Recovered | null = null
  readonly #troubles = new Set<Trouble>()
  #ends: (() => void)[] = []
  ended = false

  constructor(model: Model, workspace: Workspace, person: Me, outside: Environment, rows: Rows, changed: Signal) {
    this.model = model
    this.workspace = workspace
    this.person = person
    this.rows = rows
    this.changed = changed
    const environment = (this.environment = { ...outside, fetch: asking(outside, person.id, ahead => this.#hear(ahead)) })
    const name = databaseName(workspace.id, person.id)
    this.database = openDatabase(
      name,
      environment,
      by => this.hinder(by, true),
      () => this.#emptied()
    )
    this.spare = new Spare(environment.memory, name)
    this.pending = new Pending(
      () => {
        this.changed.tell()
        if (this.outbox.waiting.length) this.sync.kick()
      },
      id => this.spare.drop(id)
    )
    this.log = new Log(this.database, environment, {
      written: drafts =>
        this.say({ is: 'logged', entries: drafts.map(draft => ({ ...about(draft), seq: draft.seq as number, pending: !draft.acked })) }),
      damaged: (document, seqs) => this.background(this.#damaged(document, seqs)),
      hindered: by => (['full', 'disk'] as const).forEach(trouble => this.hinder(trouble, trouble === by)),
    })
    this.journal = new Journal(this.database)
    this.feed = new Feed(this.database, environment.fetch, page => this.#fed(page))
    this.outbox = new Outbox(this.database, environment, this.pending, this.spare, {
      changed: () => this.changed.tell(),
      answered: (entry, answer) => this.#answered(entry, answer),
      held: document => !this.mayLeave(document),
      slowed: stands => this.hinder('slowed', stands),
    })
    this.documents = new Documents({
      database: this.database,
      environment,
      log: this.log,
      pending: this.pending,
      wire: () => this.sync.wire,
      told: {
        made: draft => this.#made(draft),
        opened: open => this.showing.opened(open),
        refused: (document, reason) => this.background(setAside(this, document, reason)),
        synced: open => this.#synced(open),
        near: open => this.approach.may(open),
        mayLeave: document => this.mayLeave(document),
        token: document => JSON.stringify({ space: this.spaceOf(document) }),
        acknowledged: drafts => this.background(this.#acknowledged(drafts)),
      },
    })
    this.showing = new Showing(this)
    this.approach = new Approach(this)
    this.sync = new Sync(this)
    this.tabs = new Tabs(name, environment, { heard: word => this.background(hear(this, word)), led: () => this.sync.lead() })
  }

  /** Everything this device knows, in memory, its saved rows unless they are; then the wire. */
  async start(saved: ReadonlyMap<string, Place> | null): Promise<void> {
    await this.database.open()
    this.rows.today = dayIn(this.workspace.timeZone, this.now)
    this.log.last = ((await this.database.updates.orderBy('seq').lastKey()) as number | undefined) ?? 0
    const [places] = await Promise.all([
      saved ?? restoreRows(this.database, this.rows),
      this.feed.restore(),
      this.pending.restore(this.database),
      this.outbox.restore(),
      this.journal.restore(),
      this.recall(),
      recallOut(this),
    ])
    await this.showing.catchUp(places)
    this.tabs.listen()
    if (this.tabs.leader) await this.feed.finish()
    await recover(this, this.#fresh)
    this.#started = true
    this.#ends = [this.environment.leaving(() => this.leaving()), this.portraits.start()]
    this.sync.start()
  }

  spaceOf(document: string): string {
    const parsed = parseName(document)
    return parsed?.sort === 'plan' || parsed?.sort === 'presence' ? parsed.space : (this.feed.known.get(document)?.space ?? '')
  }
  /** A space made here stays here until the server has accepted it. */
  mayLeave(document: string): boolean {
    return !this.drafts.has(this.spaceOf(document))
  }
  /** Accepted by the server; that they are ours is still on its way. */
  readonly born = new Set<string>()
  get drafts(): ReadonlySet<string> {
    return this.outbox.drafts
  }

  /** A command for the server, after every edit made so far. */
  async act(command: string, input: unknown): Promise<Waiting> {
    await Promise.race([this.log.settled(), this.pause(2_000)])
    const waiting = await this.outbox.put(randomId(), command, input, this.log.last)
    this.say({ is: 'outbox' })
    this.sync.kick()
    return waiting
  }
  /** A space that was never accepted goes from this device with all that was written in it. */
  async forgetDraft(space: string): Promise<void> {
    for (const { name } of this.feed.known.values())
      if (this.spaceOf(name) === space) this.pending.of(name).forEach(draft => this.pending.remove(draft))
    await erase(this, space)
  }

  hinder(trouble: Trouble, stands: boolean): void {
    if (stands === this.#troubles.has(trouble)) return
    if (stands) this.#troubles.add(trouble)
    else this.#troubles.delete(trouble)
    this.changed.tell()
  }
  get trouble(): Trouble | null {
    return troubles.find(trouble => this.#troubles.has(trouble)) ?? null
  }

  /** What was set aside, dismissed or put back, as it is on disk. */
  async recall(): Promise<void> {
    this.asides = await persevere(this.database, () => this.database.asides.toArray())
    this.dismissed = new Set(((await this.database.meta.get('dismissed'))?.value as string[] | undefined) ?? [])
    this.recovered = ((await this.database.meta.get('recovered'))?.value as Recovered | undefined) ?? null
    this.changed.tell()
  }

  #ahead = 0
  /** The clock of the server, as far as it is known: what day it is does not depend on how a device is set. */
  get now(): number {
    return this.environment.clock.now() + this.#ahead
  }
  #hear(ahead: number): void {
    this.#ahead = ahead
    this.rows.today = dayIn(this.workspace.timeZone, this.now)
  }
  #fresh = false
  #started = false
  /** The disk was not there: the device is new, or its browser has cleared it, perhaps under this very page. */
  #emptied(): void {
    this.#fresh = true
    if (this.#started) this.environment.later(0, () => this.background(refill(this, true)))
  }
  /** Kept beside the disk before it is on the disk. */
  #made({ spare, document, bytes, ...edit }: Draft): void {
    const { batch, records, at, lines } = edit
    const of = { document, space: this.spaceOf(document), bytes, ...(batch && { batch }), ...(records && { records }) }
    if (spare && !released(this.database)) this.spare.keep(spare, { ...of, ...(at && { at }), ...(lines && { lines }) })
  }

  #synced(open: Open): void {
    const known = this.feed.known.get(open.name)
    if (this.tabs.leader && known && known.have < known.wanted) this.sync.bringing.settle(known, open)
    this.changed.tell()
  }
  async #acknowledged(drafts: readonly Draft[]): Promise<void> {
    await this.log.acknowledge(drafts)
    this.say({ is: 'acknowledged', seqs: drafts.flatMap(({ seq }) => (seq === null ? [] : [seq])) })
  }
  /** What was damaged here is fetched again whole; damaged edits that had not left are kept as they are and said. */
  async #damaged(name: string, seqs: readonly number[]): Promise<void> {
    this.pending.lose(seqs)
    await this.feed.update(name, { have: -1 })
    this.sync.kick()
    await setDamagedAside(this, name)
  }

  async #fed({ facts, documents, lost, position }: Page): Promise<void> {
    await this.showing.facts(facts)
    for (const space of lost) await erase(this, space)
    this.say({ is: 'fed', facts, documents: documents.flatMap(({ name }) => this.feed.known.get(name) ?? []), lost, position })
    this.changed.tell()
  }
  async #answered({ id, name, input }: OutboxEntry, answer: Parameters<Outbox['heard']>[1]): Promise<void> {
    this.say({ is: 'answered', id, answer })
    this.say({ is: 'outbox' })
    if (answer.refused) return
    const born = name === 'createSpace' ? (input as { id: string }).id : ''
    if (born) this.born.add(born)
    this.documents.join()
    this.documents.sendRest()
    await this.feed.pull().finally(() => this.born.delete(born))
  }

  say(word: Word): void {
    if (!this.ended) this.tabs.say(word)
  }

  /** The page may go: what is in memory only is written now. */
  leaving(): void {
    this.documents.flush()
    this.showing.flush()
    this.background(this.saveRows())
  }
  get place(): Place {
    return { seq: this.log.last, moved: this.feed.moved, position: this.feed.position }
  }
  async saveRows(): Promise<void> {
    if (!this.tabs.leader) return
    await saveRows(this.database, this.rows, [...this.rows.dirty], () => this.place)
  }

  /** Work that nobody awaits: awaited before the end. A fault is reported, unless it comes of ending. */
  background(work: Promise<unknown>): void {
    const known = work
      .catch((fault: unknown) => {
        if (!this.ended) throw fault
      })
      .finally(() => this.#work.delete(known))
    this.#work.add(known)
  }
  readonly #work = new Set<Promise<unknown>>()

  async end(): Promise<void> {
    // Its person leaves, and all of it with them: nothing that is in memory goes back to the disk.
    this.ended ||= condemned(this.environment.memory, databaseName(this.workspace.id, this.person.id))
    if (this.ended) finish(this.database)
    else this.leaving()
    this.sync.stop()
    this.documents.end()
    for (const end of this.#ends) end()
    if (this.ended) return this.tabs.close()
    // A full disk does not keep us for ever.
    await Promise.race([this.log.settled(), this.pause(3_000)])
    await this.saveRows()
    this.ended = true
    this.tabs.close()
    await Promise.allSettled(this.#work)
    finish(this.database)
  }
  pause(milliseconds: number): Promise<void> {
    return new Promise(resolve => this.environment.later(milliseconds, resolve))
  }
}
