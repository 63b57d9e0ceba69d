import { HocuspocusProviderWebsocket, MessageType } from '@hocuspocus/provider'
import { createDecoder, readVarString, readVarUint } from 'lib0/decoding'
import { createEncoder, toUint8Array, writeVarString, writeVarUint } from 'lib0/encoding'
import { messageYjsSyncStep1, writeUpdate } from 'y-protocols/sync'
import { withoutSum, withSum } from '#kernel/base/summed.ts'
import { lightMark, restore } from '#kernel/space/light.ts'
import type { Environment } from './environment.ts'

/** A message that carries edits: an update as it is made, or all that the server lacks when a connection begins. */
export type Sent = 'update' | 'difference'
/** False keeps the message back: it is larger than the server takes. */
type Leaving = (sent: Sent, bytes: number) => boolean

/**
 * The one websocket of a tab. What cannot leave now is not queued: on the next connection each document compares itself
 * with the server, which brings everything, and a stale queue would let acknowledgements be counted against the wrong message.
 */
export class Wire extends HocuspocusProviderWebsocket {
  readonly #senders = new Map<string, Leaving>()

  /** Asks the document of that name about each message with edits that is about to go out, in order. */
  observe(document: string, sent: Leaving): () => void {
    this.#senders.set(document, sent)
    return () => this.#senders.get(document) === sent && this.#senders.delete(document)
  }

  override send(message: Uint8Array): void {
    if (this.webSocket?.readyState !== 1) return
    const edits = readEdits(message)
    if (edits && this.#senders.get(edits.document)?.(edits.sent, message.length) === false) return
    this.webSocket.send(withSum(message))
  }
  /** What came damaged is not read: the line is made anew, and each document compares itself with the server. */
  override onMessage({ data }: MessageEvent<ArrayBuffer>): void {
    const message = withoutSum(new Uint8Array(data))
    if (!message) return this.webSocket?.close()
    if (message[0] !== lightMark && !this.#unpacking) return this.#read(message)
    const line = this.webSocket
    const unpacking = (this.#unpacking ?? Promise.resolve())
      .then(() => this.#unpack(message))
      .catch(() => line?.close())
      .then(whole => whole && this.webSocket === line && this.#read(whole))
      .finally(() => this.#unpacking === unpacking && (this.#unpacking = null))
    this.#unpacking = unpacking
  }
  /** What comes meanwhile waits for its turn. */
  #unpacking: Promise<unknown> | null = null
  async #unpack(message: Uint8Array): Promise<Uint8Array> {
    return message[0] === lightMark && this.inflate ? restore(await this.inflate(message.slice(1))) : message
  }
  #read(message: Uint8Array): void {
    super.onMessage(new MessageEvent('message', { data: message.slice().buffer }))
    this.heard()
  }
  /** A message was read. */
  heard: () => void = () => {}
  inflate: Environment['inflate']

  /** Sends one update of a document by itself. */
  sendUpdate(document: string, update: Uint8Array): void {
    const encoder = createEncoder()
    writeVarString(encoder, document)
    writeVarUint(encoder, MessageType.Sync)
    writeUpdate(encoder, update)
    this.send(toUint8Array(encoder))
  }
  /** Asks the server for a sign of life in the name of a document: without one the connection is given up and made again. */
  ask(document: string): void {
    const encoder = createEncoder()
    writeVarString(encoder, document)
    writeVarUint(encoder, MessageType.Stateless)
    writeVarString(encoder, '')
    this.send(toUint8Array(encoder))
  }
}

function readEdits(message: Uint8Array): { document: string; sent: Sent } | null {
  if (message.length < 3) return null
  const decoder = createDecoder(message)
  const document = readVarString(decoder)
  if (readVarUint(decoder) !== MessageType.Sync) return null
  const step = readVarUint(decoder)
  return step === messageYjsSyncStep1 ? null : { document, sent: step === 1 ? 'difference' : 'update' }
}
