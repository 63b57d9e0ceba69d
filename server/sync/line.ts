import type { WebSocket } from 'ws'
import { withoutSum, withSum } from '#kernel/base/summed.ts'
import { pack } from './pack.ts'
import type { Who } from './who.ts'

/** A websocket as the conversation needs it, whatever carries it. */
export type Line = Pick<WebSocket, 'readyState' | 'send' | 'close' | 'terminate' | 'ping' | 'pause' | 'resume' | 'on' | 'once'>

/** What a device says in the address of its line. Devices of the first release said nothing. */
const wish = ({ url }: { url?: string | undefined }) => new URL(url ?? '/', 'http://localhost').searchParams
/** A device speaks for one person only: another who has signed in to the same browser is not taken for them. */
export const meant = (request: { url?: string | undefined }, { person }: Who) => (wish(request).get('person') ?? person) === person

/** The line itself, or one whose every message carries the sum of its bytes; what came damaged ends it, and a new one compares. */
export const lineOf = (line: Line, request: { url?: string | undefined }): Line =>
  wish(request).get('sums') === '1' ? (new Summed(line, wish(request).get('packs') === '1') as unknown as Line) : line

type Hear = (...said: unknown[]) => void

/** One object without functions of its own: a server holds thousands of lines, most of them silent. */
class Summed {
  private readonly line: Line
  /** Whether the device unpacks what comes packed. */
  private readonly unpacks: boolean
  constructor(line: Line, unpacks: boolean) {
    this.line = line
    this.unpacks = unpacks
  }
  get readyState() {
    return this.line.readyState
  }
  send(bytes: Uint8Array): void {
    this.line.send(summed(bytes, this.unpacks))
  }
  close(code?: number, reason?: string): void {
    this.line.close(code, reason)
  }
  terminate(): void {
    this.line.terminate()
  }
  ping(): void {
    this.line.ping()
  }
  pause(): void {
    this.line.pause()
  }
  resume(): void {
    this.line.resume()
  }
  once(event: string, listener: Hear): void {
    this.line.once(event as 'open', listener)
  }
  on(event: string, listener: Hear): void {
    if (event !== 'message') return void this.line.on(event as 'open', listener)
    this.line.on('message', (data, binary) => {
      const bytes = withoutSum(data as Buffer)
      if (bytes) listener(bytes, binary)
      else this.line.close(1007, 'damaged')
    })
  }
}

/** What goes out to a whole room in one breath is one message: it is summed once. */
let last: { readonly bytes: Uint8Array; readonly packed: boolean; readonly summed: Uint8Array } | undefined
function summed(bytes: Uint8Array, packed: boolean): Uint8Array {
  if (last?.bytes === bytes && last.packed === packed) return last.summed
  if (!last) queueMicrotask(() => (last = undefined))
  last = { bytes, packed, summed: withSum(packed ? pack(bytes) : bytes) }
  return last.summed
}
