import type { Clock } from '#kernel/base/clock.ts'

/** What a device needs of the outside, handed in so that a simulator can stand for all of it. */
export type Environment = {
  readonly clock: Clock
  readonly fetch: (path: string, init?: RequestInit) => Promise<Response>
  readonly WebSocket: typeof WebSocket
  /** Where `/sync` answers, as a websocket address. */
  readonly socket: string
  readonly indexedDB: IDBFactory
  readonly IDBKeyRange: typeof IDBKeyRange
  readonly locks: Pick<LockManager, 'request'>
  readonly channel: (name: string) => Channel
  /** Undoes what deflates, where a browser can: what comes over the wire may then come packed. */
  readonly inflate?: ((bytes: Uint8Array<ArrayBuffer>) => Promise<Uint8Array>) | undefined
  /** Runs once after so many milliseconds, unless the answer is called first. */
  readonly later: (milliseconds: number, run: () => void) => () => void
  readonly storage: Pick<StorageManager, 'persist' | 'estimate'> | null
  /** Small, written in the same instant, and not cleared with the disk. */
  readonly memory?: Memory | null
  /** The page is about to be hidden; the network is back, or the person has signed in again: each answers how to stop listening. */
  readonly leaving: (run: () => void) => () => void
  readonly returning: (run: () => void) => () => void
}

export type Memory = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>

/** A way to the other tabs of this browser; a tab does not hear itself. */
export type Channel = { say(message: unknown): void; hear(listener: (message: unknown) => void): void; close(): void }

export function broadcast(name: string): Channel {
  const channel = new BroadcastChannel(name)
  return {
    say: message => channel.postMessage(message),
    hear: listener => (channel.onmessage = event => listener(event.data)),
    close: () => channel.close(),
  }
}

export const browserEnvironment = (): Environment => ({
  clock: { now: () => Date.now() },
  fetch: (path, init) => fetch(path, init),
  WebSocket,
  socket: `${location.origin.replace(/^http/, 'ws')}/sync`,
  indexedDB,
  IDBKeyRange,
  locks: navigator.locks,
  channel: broadcast,
  later: (milliseconds, run) => {
    const timer = setTimeout(run, milliseconds)
    return () => clearTimeout(timer)
  },
  inflate: typeof DecompressionStream === 'undefined' ? undefined : inflate,
  storage: navigator.storage ?? null,
  memory: memory(),
  leaving: run => {
    const hidden = () => document.visibilityState === 'hidden' && run()
    addEventListener('pagehide', run)
    document.addEventListener('visibilitychange', hidden)
    return () => {
      removeEventListener('pagehide', run)
      document.removeEventListener('visibilitychange', hidden)
    }
  },
  returning: run => {
    const events = ['online', 'relais:signedIn']
    events.forEach(event => addEventListener(event, run))
    return () => events.forEach(event => removeEventListener(event, run))
  },
})

export const inflate = async (bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> =>
  new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'))).arrayBuffer())

/** Milliseconds gone by. A clock that is set back has moved all the same: who waits looks again now, not in a day. */
export const passed = (since: number, now: number): number => Math.abs(now - since)

/** A browser may deny it altogether. */
function memory(): Memory | null {
  try {
    return localStorage
  } catch {
    return null
  }
}
