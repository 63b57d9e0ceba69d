import type { WebSocket } from 'ws'
import { withoutSum, withSum } from '#kernel/base/summed.ts'
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
  const send = (bytes: Uint8Array, ...more: []) => line.send(withSum(bytes), ...more)
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
