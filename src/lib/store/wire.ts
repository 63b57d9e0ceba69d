import { HocuspocusProviderWebsocket, MessageType } from '@hocuspocus/provider'
import { createDecoder, readVarString, readVarUint } from 'lib0/decoding'
import { createEncoder, toUint8Array, writeVarString, writeVarUint } from 'lib0/encoding'
import { messageYjsSyncStep1 } from 'y-protocols/sync'

/** A message that carries edits: an update as it is made, or all that the server lacks when a connection begins. */
export type Sent = 'update' | 'difference'

/**
 * The one websocket of a tab. What cannot leave now is not queued: on the next connection each document compares itself
 * with the server, which brings everything, and a stale queue would let acknowledgements be counted against the wrong message.
 */
export class Wire extends HocuspocusProviderWebsocket {
  readonly #senders = new Map<string, (sent: Sent) => void>()

  /** Tells the document of that name about each message with edits that really went out, in order. */
  observe(document: string, sent: (sent: Sent) => void): () => void {
    this.#senders.set(document, sent)
    return () => this.#senders.get(document) === sent && this.#senders.delete(document)
  }

  override send(message: Uint8Array): void {
    if (this.webSocket?.readyState !== 1) return
    const edits = readEdits(message)
    if (edits) this.#senders.get(edits.document)?.(edits.sent)
    this.webSocket.send(message as Uint8Array<ArrayBuffer>)
  }

  /** Asks the server for a sign of life in the name of a document: without one the connection is given up and made again. */
  ask(document: string): void {
    const encoder = createEncoder()
    writeVarString(encoder, document)
    writeVarUint(encoder, MessageType.QueryAwareness)
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
