// A client that keeps to nothing: it says what it likes, and counts what it is told.
import { createDecoder, readVarString, readVarUint } from 'lib0/decoding'
import { createEncoder, toUint8Array, writeVarString, writeVarUint, writeVarUint8Array } from 'lib0/encoding'
import { WebSocket } from 'ws'
import { until } from '../kill/writer.ts'

type Heard = { readonly name: string; readonly type: number; readonly word: string }
const [authentication, syncStatus, close] = [2, 8, 7]

export class Raw {
  readonly socket: WebSocket
  readonly heard: Heard[] = []
  constructor(port: number, cookie: string) {
    this.socket = new WebSocket(`ws://127.0.0.1:${port}/sync`, { headers: { cookie } })
    this.socket.on('error', () => {})
    this.socket.on('message', (data: Buffer) => {
      const decoder = createDecoder(new Uint8Array(data))
      const name = readVarString(decoder)
      const type = readVarUint(decoder)
      const words: Record<number, () => string> = {
        [authentication]: () => `${readVarUint(decoder)} ${readVarString(decoder)}`,
        [syncStatus]: () => `${readVarUint(decoder)}`,
        [close]: () => readVarString(decoder),
      }
      this.heard.push({ name, type, word: words[type]?.() ?? '' })
    })
  }
  ready() {
    return until('the line', () => this.socket.readyState === WebSocket.OPEN)
  }
  enter(name: string, token = '') {
    this.socket.send(message(name, authentication, 0, token, '4.8.0'))
  }
  /** Anything at all about a document: a kind of message, and what follows it. */
  say(name: string, ...parts: (number | string | Uint8Array)[]) {
    this.socket.send(message(name, ...parts))
  }
  /** Why documents were closed, in order. */
  get closed() {
    return this.heard.filter(({ type }) => type === close).map(({ name, word }) => `${name} ${word}`)
  }
  /** Documents that said what this client may do in them, or why not. */
  entered(word: RegExp) {
    return this.heard.filter(one => one.type === authentication && word.test(one.word)).length
  }
  /** The documents of which an update was acknowledged, once for each. */
  get taken() {
    return this.heard.filter(({ type, word }) => type === syncStatus && word === '1').map(({ name }) => name)
  }
}

/** An update as it goes over the line. */
export const updateMessage = (name: string, update: Uint8Array) => message(name, 0, 2, update)

function message(name: string, ...parts: (number | string | Uint8Array)[]): Uint8Array {
  const encoder = createEncoder()
  writeVarString(encoder, name)
  for (const part of parts)
    if (typeof part === 'number') writeVarUint(encoder, part)
    else if (typeof part === 'string') writeVarString(encoder, part)
    else writeVarUint8Array(encoder, part)
  return toUint8Array(encoder)
}
