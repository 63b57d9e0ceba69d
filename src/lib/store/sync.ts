import { WebSocketStatus } from '@hocuspocus/provider'
import { dayIn } from '#kernel/base/day.ts'
import { feedName } from '#kernel/space/name.ts'
import { Bringing } from './bringing.ts'
import { compact, overgrown } from './compaction.ts'
import type { Core } from './core.ts'
import { passed } from './environment.ts'
import type { Open } from './documents.ts'
import { SignedOut } from './feed.ts'
import { letIn, codeIn, isOutcast, isUnprotected, putOut } from './put-out.ts'
import { Wire } from './wire.ts'

const every = { beat: 4_000, feed: 30_000, save: 30_000, fold: 60_000 }
/** Away for longer, a device asks for what it lacks before its documents go on the wire: over it they would weigh ten times as much. */
const absence = 60_000

/** The conversation with the server: the wire of each tab, and for all tabs the feed, the copies and the outbox. */
export class Sync {
  readonly #core: Core
  wire: Wire | null = null
  online = false
  /** An attempt to connect has had its answer. */
  tried = false
  #hints: Open | null = null
  #running = false
  #again = false
  #stopped = false
  readonly #timers = new Map<string, () => void>()
  readonly bringing: Bringing
  /** Messages that the wire has brought. */
  #heard = 0
  #heardAt = -Infinity
  #back = false
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
    this.bringing = new Bringing(core, { alive: () => !this.#stopped, heard: () => this.#heard })
  }
  get copying(): Bringing['progress'] {
    return this.bringing.progress
  }

  start(): void {
    const { environment, workspace, documents } = this.#core
    this.wire = new Wire({
      // For this person and no other who may have signed in meanwhile; every message with the sum of its bytes.
      url: `${environment.socket}?person=${this.#core.person.id}&sums=1${environment.inflate ? '&packs=1' : ''}`,
      WebSocketPolyfill: environment.WebSocket,
      delay: 500,
      minDelay: 300,
      factor: 1.6,
      maxDelay: 4_000,
      messageReconnectTimeout: 30_000,
    })
    this.wire.inflate = environment.inflate
    this.wire.heard = () => {
      this.#heard++
      this.#heardAt = environment.clock.now()
    }
    this.wire.on('status', ({ status }: { status: WebSocketStatus }) => this.#status(status === WebSocketStatus.Connected))
    this.wire.on('disconnect', ({ event }: { event?: { code?: number } }) => this.#core.background(this.#dropped(event?.code)))
    this.#hints = documents.open(feedName(workspace.id))
    this.#hints.heard = () => this.kick()
    this.#return()
    this.#ends.push(environment.returning(() => this.reconnect()))
    this.#beat()
  }
  /** At once, rather than at the next attempt. */
  reconnect(): void {
    for (const trouble of ['signedOut', 'unprotected'] as const) this.#core.hinder(trouble, false)
    if (this.#stopped || !this.wire || this.online) return
    void this.wire.connect()
    this.#return()
  }
  /** A line is there, or may be. */
  get hopeful(): boolean {
    return this.online || this.#back
  }
  /** The line is good, or said to be: what is in memory asks for what it lacks, or goes on the wire. */
  #return(): void {
    const { approach, documents, environment } = this.#core
    if (!this.#back && passed(this.#heardAt, environment.clock.now()) > absence) approach.away()
    this.#back = true
    documents.join()
    documents.sendRest()
  }

  #status(connected: boolean): void {
    if (connected === this.online) return
    this.online = connected
    this.tried = true
    this.#core.changed.tell()
    if (!connected) {
      this.#back = false
      this.#core.approach.left()
      return this.#core.documents.leave()
    }
    for (const trouble of ['signedOut', 'unprotected'] as const) this.#core.hinder(trouble, false)
    this.#core.background(letIn(this.#core))
    // The socket is not yet at hand when it says that it is open.
    this.#later('return', 0, () => this.#return())
    this.kick()
  }
  async #dropped(code?: number): Promise<void> {
    this.#status(false)
    this.#back = false
    if (!this.tried) this.#core.changed.tell()
    this.tried = true
    const { environment } = this.#core
    if (code !== 4401 && passed(this.#asked, environment.clock.now()) < 3_000) return
    this.#asked = environment.clock.now()
    // A browser does not say why a socket was not opened: ask whether we are still known here.
    const answer = await environment.fetch('/api/v1/session').catch(() => null)
    if (answer?.status === 401) await this.#signedOut(answer)
    else if (answer?.ok && (await isUnprotected(answer))) this.#unprotected()
  }
  /** Refused as unknown. Known when asked again: what was refused had left under a token that was changed meanwhile. */
  async #unknown(): Promise<void> {
    const answer = await this.#core.environment.fetch('/api/v1/session').catch(() => null)
    if (!answer?.ok) await this.#signedOut(answer)
    else if (await isUnprotected(answer)) this.#unprotected()
    else if (!this.#stopped) this.#later('retry', 500, () => this.kick())
  }
  /** The server knows us, and lets nothing through before the account is protected as the company asks. */
  #unprotected(): void {
    this.wire?.disconnect()
    this.#core.hinder('unprotected', true)
  }
  /** The server knows us no more: signed out, here or from elsewhere, or put out of the company, which it says when asked. */
  async #signedOut(answer: Response | null): Promise<void> {
    this.wire?.disconnect()
    const code = answer && (await codeIn(answer))
    if (isOutcast(code)) await putOut(this.#core, code)
    else this.#core.hinder(code === 'endedElsewhere' ? code : 'signedOut', true)
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
        this.#pulled = this.#core.environment.clock.now()
        await this.#core.feed.pull()
        this.#core.approach.told()
        await Promise.all([this.bringing.bring(this.recent), this.#send()])
        this.#core.background(this.#core.portraits.bring())
      }
    } catch (fault) {
      if (this.online) this.#core.approach.giveUp()
      if (fault instanceof SignedOut) await this.#unknown()
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
