import { WebSocketStatus } from '@hocuspocus/provider'
import { dayIn } from '#kernel/base/day.ts'
import { feedName } from '#kernel/space/name.ts'
import { compact, overgrown, takeCopy } from './compaction.ts'
import { showDocument } from './contents.ts'
import { fetchCopy } from './copies.ts'
import type { Core } from './core.ts'
import { passed } from './environment.ts'
import type { KnownDocument } from './database.ts'
import type { Open } from './documents.ts'
import { SignedOut } from './feed.ts'
import { Wire } from './wire.ts'

const every = { beat: 4_000, feed: 30_000, save: 30_000, fold: 60_000 }
const atOnce = 4
/** How long a document must have been in step with the server before it counts as being on this device. */
const settled = 3_000

/** The conversation with the server: the wire of each tab, and for all tabs the feed, the copies and the outbox. */
export class Sync {
  readonly #core: Core
  wire: Wire | null = null
  online = false
  /** An attempt to connect has had its answer. */
  tried = false
  copying: { have: number; of: number } | null = null
  #hints: Open | null = null
  #running = false
  #again = false
  #stopped = false
  readonly #timers = new Map<string, () => void>()
  readonly #settling = new Set<string>()
  /** Messages that the wire has brought. */
  #heard = 0
  #asked = 0
  #folded = 0
  #saved = 0
  #seen = 0
  #pulled = 0
  #ends: (() => void)[] = []
  /** Spaces to copy first: those looked at last. */
  recent: string[] = []

  constructor(core: Core) {
    this.#core = core
  }

  start(): void {
    const { environment, workspace, documents } = this.#core
    this.wire = new Wire({
      // For this person and no other who may have signed in meanwhile; every message with the sum of its bytes.
      url: `${environment.socket}?person=${this.#core.person.id}&sums=1`,
      WebSocketPolyfill: environment.WebSocket,
      delay: 500,
      minDelay: 300,
      factor: 1.6,
      maxDelay: 4_000,
      messageReconnectTimeout: 30_000,
    })
    this.wire.on('message', () => this.#heard++)
    this.wire.on('status', ({ status }: { status: WebSocketStatus }) => this.#status(status === WebSocketStatus.Connected))
    this.wire.on('disconnect', ({ event }: { event?: { code?: number } }) => this.#core.background(this.#dropped(event?.code)))
    this.#hints = documents.open(feedName(workspace.id))
    this.#hints.heard = () => this.kick()
    documents.join()
    documents.sendRest()
    this.#ends.push(environment.returning(() => this.reconnect()))
    this.#beat()
  }
  /** At once, rather than at the next attempt. */
  reconnect(): void {
    this.#core.hinder('signedOut', false)
    if (!this.#stopped && this.wire && !this.online) void this.wire.connect()
  }

  #status(connected: boolean): void {
    if (connected === this.online) return
    this.online = connected
    this.tried = true
    this.#known = false
    this.#core.changed.tell()
    if (!connected) return
    this.#core.hinder('signedOut', false)
    this.#core.documents.join()
    this.#core.documents.sendRest()
    this.kick()
  }
  async #dropped(code?: number): Promise<void> {
    this.#status(false)
    if (!this.tried) this.#core.changed.tell()
    this.tried = true
    const { environment } = this.#core
    if (code !== 4401 && passed(this.#asked, environment.clock.now()) < 3_000) return
    this.#asked = environment.clock.now()
    // A browser does not say why a socket was not opened: ask whether we are still known here.
    const answer = await environment.fetch('/api/v1/session').catch(() => null)
    if (answer?.status === 401) this.#signedOut()
  }
  /** Asked once for each connection: another person may have signed in to this browser, and nothing of theirs may come in here. */
  async #isMe(): Promise<boolean> {
    if (this.#known) return true
    const answer = await this.#core.environment.fetch('/api/v1/session')
    if (answer.status === 401) return false
    if (!answer.ok) throw new Error(`session: ${answer.status}`)
    const { person } = (await answer.json()) as { person?: { id?: string } }
    return (this.#known = person?.id === this.#core.person.id)
  }
  #known = false
  #signedOut(): void {
    this.#core.hinder('signedOut', true)
    this.wire?.disconnect()
  }

  /** This tab speaks for all from now on, from where the one before it had come. */
  lead(): void {
    this.#core.background(this.#core.feed.restore().then(() => this.kick()))
  }
  /** Something may have moved, or something may leave. */
  kick(): void {
    if (!this.#core.tabs?.leader) return void this.#core.say({ is: 'wanted' })
    this.#again = true
    this.#later('run', 5, () => void this.#run())
  }
  async #run(): Promise<void> {
    if (this.#running || !this.online || this.#stopped) return
    this.#running = true
    try {
      while (this.#again && this.online && !this.#stopped) {
        this.#again = false
        if (!(await this.#isMe())) return this.#signedOut()
        this.#pulled = this.#core.environment.clock.now()
        await this.#core.feed.pull()
        await Promise.all([this.#copy(), this.#send()])
      }
    } catch (fault) {
      if (fault instanceof SignedOut) this.#signedOut()
      else if (!this.#stopped) this.#later('retry', 3_000, () => this.kick())
    } finally {
      this.#running = false
    }
    if (this.#again && this.online) this.kick()
  }

  async #send(): Promise<void> {
    for (let wait = await this.#core.outbox.send(); wait !== null; wait = await this.#core.outbox.send())
      if (wait > 0) return this.#later('send', wait, () => this.kick())
  }

  /** Brings the documents that are behind, those looked at first. Each is taken whole or not at all. */
  async #copy(): Promise<void> {
    const { feed, documents, workspace } = this.#core
    const behind = feed.behind([workspace.id, ...this.recent]).filter(document => !this.#settle(document, documents.find(document.name)))
    if (!behind.length) return this.#progress(null)
    const first = behind.filter(({ have }) => have < 0).length
    let done = 0
    this.#progress(first ? { have: 0, of: behind.length } : null)
    const bring = async () => {
      for (let document = behind.shift(); document && !this.#stopped; document = behind.shift()) {
        await this.#bring(document)
        if (this.copying) this.#progress({ have: ++done, of: this.copying.of })
      }
    }
    await Promise.all(Array.from({ length: atOnce }, bring)).finally(() => this.#progress(null))
  }
  #progress(copying: Sync['copying']): void {
    this.copying = copying
    this.#core.changed.tell()
  }
  /** A document in memory and in step comes over the wire: it counts once it has been so for a while and is on disk. */
  #settle({ name, wanted }: KnownDocument, open: Open | undefined): boolean {
    if (!open?.link?.synced) return false
    if (this.#settling.has(name)) return true
    this.#settling.add(name)
    this.#core.environment.later(settled / 2, () => {
      const heard = this.#heard
      this.wire?.ask(feedName(this.#core.workspace.id))
      this.#core.environment.later(settled / 2, () => {
        this.#settling.delete(name)
        // A line that died without a word looks in step for ever: what comes after the question came after the rest.
        if (open.link?.synced && this.#heard > heard && !this.#stopped) this.#core.background(this.#keep(open, wanted))
      })
    })
    return true
  }
  async #keep(open: Open, wanted: number): Promise<void> {
    open.flush()
    await this.#core.log.settled()
    await this.#core.feed.update(open.name, { have: wanted })
  }
  async #bring({ name, space, wanted }: KnownDocument): Promise<void> {
    const { database, environment, feed } = this.#core
    const copy = await fetchCopy(database, environment.fetch, name)
    if (!copy) return feed.update(name, { have: wanted })
    // One at a time from here: the rows of a space must not be saved as true past a document they do not show yet.
    this.#taking = this.#taking.catch(() => undefined).then(() => this.#take(name, space, copy.state, Math.max(copy.sequence, wanted)))
    await this.#taking
  }
  #taking: Promise<void> = Promise.resolve()
  async #take(name: string, space: string, state: Uint8Array, have: number): Promise<void> {
    const { database, log, feed, documents, rows, model } = this.#core
    const now = { have, moved: feed.moved + 1 }
    const doc = await takeCopy(database, log, name, state, now)
    // Stopped meanwhile: the next start finds that the document moved.
    if (this.#stopped) return
    const open = documents.find(name)
    if (open?.ready) open.takeState(state)
    else {
      // What was opened since may have been written in.
      await open?.loaded
      showDocument(rows, model, name, space, open?.doc ?? doc)
    }
    doc.destroy()
    const known = feed.known.get(name)
    if (known) feed.known.set(name, { ...known, ...now })
    this.#core.say({ is: 'copied', document: name })
  }

  /** What happens from time to time. */
  #beat(): void {
    if (this.#stopped) return
    const { environment, documents, workspace, rows, tabs, outbox } = this.#core
    const now = environment.clock.now()
    rows.today = dayIn(workspace.timeZone, this.#core.now)
    if (this.online) {
      this.wire?.ask(feedName(workspace.id))
      documents.check()
      if (tabs.leader && (passed(this.#pulled, now) > every.feed || outbox.next)) this.kick()
    }
    if (tabs.leader) this.#core.background(this.#tend(now))
    this.#later('beat', every.beat, () => this.#beat())
  }
  async #tend(now: number): Promise<void> {
    const { database, log, journal, rows } = this.#core
    // In a pause of the writing, or when it has lasted too long without one.
    const quiet = rows.changes === this.#seen
    this.#seen = rows.changes
    if (quiet || passed(this.#saved, now) > every.save) {
      this.#saved = now
      await this.#core.saveRows()
    }
    if (passed(this.#folded, now) < every.fold || rows.dirty.size) return
    this.#folded = now
    for (const document of await overgrown(database)) await compact(database, log, document)
    await journal.trim()
  }

  #later(name: string, milliseconds: number, run: () => void): void {
    this.#timers.get(name)?.()
    this.#timers.set(name, this.#core.environment.later(milliseconds, run))
  }
  stop(): void {
    this.#stopped = true
    for (const cancel of this.#timers.values()) cancel()
    for (const end of this.#ends) end()
    this.wire?.destroy()
    this.wire = null
    this.online = false
  }
}
