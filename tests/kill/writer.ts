// A device in little: it keeps its document through everything, and knows what was acknowledged.
import { HocuspocusProvider, HocuspocusProviderWebsocket, MessageType, WebSocketStatus } from '@hocuspocus/provider'
import { createDecoder, readVarString, readVarUint } from 'lib0/decoding'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { randomId } from '#kernel/base/id.ts'
import { changeRecord, createRecord } from '#kernel/space/record.ts'
import { business } from '#domain/model.ts'

/** Nothing is queued while the socket is closed: an acknowledgement is never counted against the wrong message. */
class Wire extends HocuspocusProviderWebsocket {
  declare sent: (whole: boolean) => void
  override send(message: Uint8Array) {
    if (this.webSocket?.readyState !== 1) return
    const decoder = createDecoder(message)
    readVarString(decoder)
    const step = readVarUint(decoder) === MessageType.Sync ? readVarUint(decoder) : 0
    if (step !== 0) this.sent(step === 1)
    this.webSocket.send(message as Uint8Array<ArrayBuffer>)
  }
}

type Sent = { whole: boolean; records: number; steps: number }

export class Writer {
  readonly doc = new Y.Doc()
  readonly own = randomId()
  private readonly wire: Wire
  readonly provider: HocuspocusProvider
  private readonly made: string[] = []
  private steps = 0
  /** What the server has said is saved: so many records of those made, and so many steps of our own. */
  saved = { records: 0, steps: 0 }
  /** What had been made when each message left that has no answer yet: answers come in order. */
  private sent: Sent[] = []
  private timer: NodeJS.Timeout | undefined

  constructor(port: number, cookie: string, name: string, token = '') {
    const Socket = class extends WebSocket {
      constructor(url: string) {
        super(url, { headers: { cookie } })
        // Left while it is still being opened, it complains after the provider has stopped listening.
        this.on('error', () => {})
      }
    }
    this.wire = new Wire({
      url: `ws://127.0.0.1:${port}/sync`,
      WebSocketPolyfill: Socket,
      delay: 40,
      minDelay: 20,
      factor: 1.2,
      maxDelay: 200,
      autoConnect: false,
    })
    this.provider = new HocuspocusProvider({ websocketProvider: this.wire, name, document: this.doc, token, awareness: null })
    this.wire.sent = whole => this.sent.push({ whole, records: this.made.length, steps: this.steps })
    this.provider.on('disconnect', () => (this.sent = []))
    this.provider.on('message', ({ event }: { event: { data: ArrayBuffer } }) => {
      const decoder = createDecoder(new Uint8Array(event.data))
      readVarString(decoder)
      if (readVarUint(decoder) === MessageType.SyncStatus && readVarUint(decoder) === 1) this.answered(this.sent.shift())
    })
    this.provider.attach()
  }
  /** A comparison carries all that was made; an update only itself, which says nothing of what was made offline before it. */
  private answered(sent: Sent | undefined) {
    if (sent && (sent.whole || sent.records === this.saved.records + 1)) this.saved = { records: sent.records, steps: sent.steps }
  }
  connect() {
    void this.wire.connect().catch(() => {})
  }
  disconnect() {
    this.wire.disconnect()
  }
  get settled() {
    return this.wire.status === WebSocketStatus.Connected && this.provider.isSynced && this.provider.unsyncedChanges === 0
  }
  get records(): readonly string[] {
    return this.made
  }

  /** Writes as a busy person would, and more: a record each time, and a step in its own. */
  write(phase: string, every: number) {
    this.timer = setInterval(() => {
      this.doc.transact(() => {
        if (!this.steps++) createRecord(this.doc, business.task, this.own, { title: 'Pas à pas', phase, estimate: 0 })
        else changeRecord(this.doc, business.task, this.own, { estimate: this.steps })
        const id = randomId()
        this.made.push(id)
        createRecord(this.doc, business.task, id, { title: `Tâche n° ${this.made.length}`, phase })
      })
    }, every)
  }
  rest() {
    clearInterval(this.timer)
  }
  /** What was acknowledged and is not in this document. */
  missingIn(doc: Y.Doc): string[] {
    const tasks = doc.getMap<Y.Map<unknown>>('task')
    const lost = this.made.slice(0, this.saved.records).filter(id => !tasks.has(id))
    const step = Number(tasks.get(this.own)?.get('estimate') ?? 0)
    return this.saved.steps > 1 && step < this.saved.steps ? [...lost, `step ${this.saved.steps}, found ${step}`] : lost
  }
  destroy() {
    this.rest()
    this.provider.destroy()
    this.wire.destroy()
  }
}

export const until = async (what: string, holds: () => boolean | Promise<boolean>, patience = 20_000) => {
  const began = performance.now()
  while (!(await holds())) {
    if (performance.now() - began > patience) throw new Error(`waited in vain for ${what}`)
    await new Promise(next => setTimeout(next, 10))
  }
}
