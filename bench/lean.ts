// As little of a device as a socket needs: thousands of them fit in one process, and what they cost is not the server's.
import { MessageType } from '@hocuspocus/provider'
import { createDecoder, readVarString, readVarUint, readVarUint8Array } from 'lib0/decoding'
import { createEncoder, toUint8Array, writeVarString, writeVarUint, writeVarUint8Array } from 'lib0/encoding'
import { WebSocket } from 'ws'
import { withoutSum, withSum } from '#kernel/base/summed.ts'

const step = { question: 0, difference: 1, update: 2 } as const
const nothing = new Uint8Array([0, 0])

export class Lean {
  readonly socket: WebSocket
  /** Everything others wrote, as it came. */
  heard: (document: string, update: Uint8Array) => void = () => {}
  /** The server's word that one more message with edits is on its disk. */
  acknowledged: (document: string) => void = () => {}
  hinted: (payload: string) => void = () => {}
  closed: (code: number) => void = () => {}
  readonly #unsent = new Map<string, Uint8Array>()
  readonly #compared = new Set<string>()
  readonly #waiting = new Map<string, () => void>()

  constructor(port: number, cookie: string) {
    this.socket = new WebSocket(`ws://127.0.0.1:${port}/sync?sums=1`, { headers: { cookie }, perMessageDeflate: false })
    this.socket.on('message', (data: Buffer) => {
      const bytes = withoutSum(data)
      if (bytes) this.#read(bytes)
      else this.socket.close()
    })
    this.socket.on('close', code => this.closed(code))
    this.socket.on('error', () => {})
  }
  opened(): Promise<void> {
    return new Promise((done, failed) => {
      this.socket.once('open', done)
      this.socket.once('close', code => failed(new Error(`the socket was closed: ${code}`)))
    })
  }

  /** Compares itself with the server, `unsent` being what only this device holds. Resolves when the server has shown its side. */
  join(document: string, token = '', unsent: Uint8Array = nothing): Promise<void> {
    this.#unsent.set(document, unsent)
    this.#send(
      said(document, MessageType.Auth, encoder => {
        writeVarUint(encoder, 0)
        writeVarString(encoder, token)
        writeVarString(encoder, 'bench')
      })
    )
    this.#send(synced(document, step.question, new Uint8Array([0])))
    return new Promise(done => this.#waiting.set(document, done))
  }
  send(document: string, update: Uint8Array): void {
    this.#send(synced(document, step.update, update))
  }
  /** What a device sends now and then for a sign of life. */
  beat(document: string): void {
    if (this.socket.readyState === WebSocket.OPEN) this.#send(said(document, MessageType.Stateless, encoder => writeVarString(encoder, '')))
  }

  #send(message: Uint8Array): void {
    this.socket.send(withSum(message))
  }
  #told(payload: string): void {
    if (payload) this.hinted(payload)
  }
  #read(data: Uint8Array): void {
    const decoder = createDecoder(data)
    const document = readVarString(decoder)
    const type = readVarUint(decoder)
    if (type === MessageType.SyncStatus) return this.acknowledged(document)
    if (type === MessageType.Stateless) return this.#told(readVarString(decoder))
    // As a reply or by itself.
    if (type !== MessageType.Sync && type !== 4) return
    const sort = readVarUint(decoder)
    if (sort === step.update) return this.heard(document, readVarUint8Array(decoder))
    if (sort === step.question && !this.#compared.has(document)) {
      this.#compared.add(document)
      this.#send(synced(document, step.difference, this.#unsent.get(document) ?? nothing))
    }
    if (sort !== step.difference) return
    this.#waiting.get(document)?.()
    this.#waiting.delete(document)
  }
}

type Encoder = ReturnType<typeof createEncoder>
function said(document: string, type: number, write: (encoder: Encoder) => void): Uint8Array {
  const encoder = createEncoder()
  writeVarString(encoder, document)
  writeVarUint(encoder, type)
  write(encoder)
  return toUint8Array(encoder)
}
const synced = (document: string, sort: number, bytes: Uint8Array) =>
  said(document, MessageType.Sync, encoder => {
    writeVarUint(encoder, sort)
    writeVarUint8Array(encoder, bytes)
  })
