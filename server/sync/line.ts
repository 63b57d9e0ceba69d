import { deflateRawSync } from 'node:zlib'
import type { WebSocket } from 'ws'
import { withoutSum, withSum } from '#kernel/base/summed.ts'
import { lighten, lightMark } from '#kernel/space/light.ts'
import type { Who } from './who.ts'

/** A websocket as the conversation needs it, whatever carries it. */
export type Line = Pick<WebSocket, 'readyState' | 'send' | 'close' | 'terminate' | 'ping' | 'pause' | 'resume' | 'on' | 'once'>

/** What a device says in the address of its line. Devices of the first release said nothing. */
const wish = ({ url }: { url?: string | undefined }) => new URL(url ?? '/', 'http://localhost').searchParams
/** A device speaks for one person only: another who has signed in to the same browser is not taken for them. */
export const meant = (request: { url?: string | undefined }, { person }: Who) => (wish(request).get('person') ?? person) === person

/** The line itself, or one whose every message carries the sum of its bytes; what came damaged ends it, and a new one compares. */
export function lineOf(line: Line, request: { url?: string | undefined }): Line {
  if (wish(request).get('sums') !== '1') return line
  const unpacks = wish(request).get('packs') === '1'
  const send = (bytes: Uint8Array, ...more: []) => line.send(withSum(unpacks ? pack(bytes) : bytes), ...more)
  const on = (event: string, listener: (...said: unknown[]) => void) =>
    line.on(
      event as 'message',
      event !== 'message'
        ? listener
        : (data, binary) => {
            const bytes = withoutSum(data as Buffer)
            if (bytes) listener(bytes, binary)
            else line.close(1007, 'damaged')
          }
    )
  return new Proxy(line, {
    get(target, name) {
      if (name === 'send') return send
      if (name === 'on') return on
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

/** Less is not worth it, and more would keep the others waiting. */
const worthPacking = { least: 4 * 1024, most: 256 * 1024 }
/** For a device that says it can unpack. A comparison repeats every deletion of a document: of many, this leaves a hundredth. */
function pack(message: Uint8Array): Uint8Array {
  if (message.length < worthPacking.least || message.length > worthPacking.most) return message
  const light = lighten(message)
  return light ? Buffer.concat([Buffer.from([lightMark]), deflateRawSync(light)]) : message
}
