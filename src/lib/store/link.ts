import { HocuspocusProvider, MessageType, WebSocketStatus } from '@hocuspocus/provider'
import { createDecoder, readVarString, readVarUint } from 'lib0/decoding'
import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { limits } from '#kernel/space/limits.ts'
import { passed, type Environment } from './environment.ts'
import type { Draft } from './log.ts'
import type { Sent, Wire } from './wire.ts'

type Unsaved = Pick<Draft, 'document' | 'batch' | 'records' | 'seq' | 'at'>
type On = { name: string; doc: Y.Doc; awareness: Awareness | null; token: string }
type Told = {
  /** Everything of this document that the server has not acknowledged. */
  unsaved(): Unsaved[]
  /** The same as updates of a size that the server takes, in the order they were made. */
  pieces(): Promise<{ bytes: Uint8Array; drafts: Unsaved[] }[]>
  /** The server holds these durably. */
  acknowledged(drafts: readonly Unsaved[]): void
  /** The server will not take what this document holds, or will not show it. */
  refused(reason: string): void
  synced(): void
  message(payload: string): void
}

/** What the server says of an edit or a document that asking again cannot change; anything else is tried once more. */
const final = new Set(['forbidden', 'malformed', 'tooLarge', 'full'])
const patience = { answer: 10_000, again: 1_000, edits: 4_000 }

/** One document on the wire: which message carried which edits, and which of them the server has answered for. */
export class Link {
  readonly #wire: Wire
  readonly #environment: Pick<Environment, 'clock' | 'later'>
  readonly #document: On
  readonly #told: Told
  #provider: HocuspocusProvider | null = null
  #unobserve: (() => void) | null = null
  /** Messages with edits not answered yet, oldest first: the server answers a document's messages in order. */
  #sent: Unsaved[][] = []
  /** The edit that the next `update` message carries. */
  #latest: Unsaved | null = null
  #since = 0
  #said = 0
  #strikes = 0
  #cancel: (() => void) | null = null

  constructor(wire: Wire, environment: Pick<Environment, 'clock' | 'later'>, document: On, told: Told) {
    this.#wire = wire
    this.#environment = environment
    this.#document = document
    this.#told = told
  }

  get synced(): boolean {
    return this.#provider?.isSynced ?? false
  }
  /** What came from the server bears it as its origin; so does what another tab wrote, which that tab sends itself. */
  get origin(): unknown {
    return this.#provider
  }

  attach(): void {
    if (this.#provider) return
    const { name, doc, awareness, token } = this.#document
    this.#since = this.#environment.clock.now()
    this.#sent = []
    this.#said = 0
    this.#unobserve = this.#wire.observe(name, (sent, bytes) => this.#leaving(sent, bytes))
    const provider = (this.#provider = new HocuspocusProvider({ websocketProvider: this.#wire, name, document: doc, awareness, token }))
    provider.on('message', ({ event }: { event: { data: ArrayBuffer } }) => this.#read(event.data))
    provider.on('synced', () => this.#told.synced())
    // An empty one is a sign of life, nothing more.
    provider.on('stateless', ({ payload }: { payload: string }) => payload && this.#told.message(payload))
    provider.on('authenticationFailed', ({ reason }: { reason: string }) => this.#denied(reason))
    provider.on('disconnect', () => {
      this.#sent = []
      this.#said = 0
      this.#since = this.#environment.clock.now()
    })
    provider.attach()
  }

  /** Leaves the wire. `silently` when the server has already let go of the document: a word to it would be taken for a new beginning. */
  detach(silently = false): void {
    this.#cancel?.()
    this.#unobserve?.()
    this.#sent = []
    const provider = this.#provider
    this.#provider = null
    if (!provider) return
    if (silently) this.#wire.configuration.providerMap.delete(this.#document.name)
    // The awareness belongs to the document, which may come back; the provider would destroy it.
    provider.awareness?.off('update', provider.boundAwarenessUpdateHandler)
    if (provider.awareness) provider.configuration.awareness = new Awareness(new Y.Doc())
    provider.destroy()
  }

  /** The edit about to leave in an `update` message. */
  made(draft: Unsaved): void {
    this.#latest = draft
  }
  /** Just before a message with edits goes out: what it carries, and a word on when that was made if it was not now. */
  #leaving(sent: Sent, bytes: number): boolean {
    const drafts = sent === 'difference' ? this.#told.unsaved() : (this.#carried ?? (this.#latest ? [this.#latest] : []))
    this.#latest = null
    if (bytes > limits.update) {
      if (sent === 'difference') void this.#inPieces()
      else this.#giveUp('tooLarge')
      return false
    }
    this.#sent.push(drafts)
    const made = Math.max(0, ...drafts.map(({ at = 0 }) => at))
    if (made && Math.abs(made - this.#said) >= 1_000) {
      this.#said = made
      this.#provider?.sendStateless(JSON.stringify({ made }))
    }
    return true
  }
  /** What was written during a long absence is more than one message may hold: it leaves as it was written, edit by edit. */
  async #inPieces(): Promise<void> {
    const provider = this.#provider
    for (const { bytes, drafts } of await this.#told.pieces()) {
      if (this.#provider !== provider || !provider) return
      this.#carried = drafts
      this.#wire.sendUpdate(this.#document.name, bytes)
      this.#carried = null
    }
  }
  #carried: Unsaved[] | null = null

  /** Called from time to time: a document that got no answer begins again, edits that no message carried are sent by a comparison. */
  check(): void {
    const provider = this.#provider
    const now = this.#environment.clock.now()
    if (!provider || this.#wire.status !== WebSocketStatus.Connected) return
    if (!provider.isSynced) {
      if (passed(this.#since, now) > patience.answer) this.#again()
      return
    }
    const carried = new Set(this.#sent.flat())
    if (this.#told.unsaved().some(draft => !carried.has(draft)) && passed(this.#since, now) > patience.edits) {
      this.#since = now
      provider.forceSync()
    } else if (this.#sent.length && passed(this.#since, now) > 3 * patience.answer) this.#again()
  }

  #read(data: ArrayBuffer): void {
    const decoder = createDecoder(new Uint8Array(data))
    readVarString(decoder)
    const type = readVarUint(decoder)
    if (type === MessageType.SyncStatus) this.#answered(readVarUint(decoder) === 1)
    if (type === MessageType.CLOSE) this.#closed(readVarString(decoder))
  }
  #answered(taken: boolean): void {
    const drafts = this.#sent.shift() ?? []
    this.#since = this.#environment.clock.now()
    if (!taken) return this.#giveUp('forbidden')
    this.#strikes = 0
    if (drafts.length) this.#told.acknowledged(drafts)
  }
  #closed(reason: string): void {
    // The oldest message not answered is the one that was refused. When it carried none of our edits, none is to blame.
    const carried = (this.#sent[0]?.length ?? 0) > 0
    if (carried) this.#strikes++
    if (carried && (final.has(reason) || this.#strikes > 1)) return this.#giveUp(reason)
    this.#cancel = this.#environment.later(patience.again, () => this.#again())
  }
  #denied(reason: string): void {
    if (final.has(reason)) return this.#giveUp(reason)
    // Anything else passes: a database that is starting, a record whose document the server has yet to hear of.
    this.#cancel = this.#environment.later(3 * patience.again, () => this.#again())
  }
  #again(): void {
    this.detach(true)
    this.attach()
  }
  #giveUp(reason: string): void {
    // Not while the provider is still reading the message that says so.
    this.#cancel = this.#environment.later(0, () => {
      this.detach(true)
      this.#told.refused(reason)
    })
  }
}
