import { Hocuspocus } from '@hocuspocus/server'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { Doc } from 'yjs'
import { limits } from '#kernel/space/limits.ts'
import { feedName, parseName } from '#kernel/space/name.ts'
import type { Watch } from '../audit/watch.ts'
import { authenticate, type Gate } from './authenticate.ts'
import { stampAwareness } from './awareness.ts'
import { beforeSync } from './before-sync.ts'
import { Hints } from './hints.ts'
import { load, type Say } from './load.ts'
import { lineOf, meant, type Line } from './line.ts'
import type { UpdateLog } from './log.ts'
import { noting } from './noting.ts'
import { lighten, Opened } from './opened.ts'
import { sameOrigin } from './origin.ts'
import { Pace } from './pace.ts'
import { Testimony } from './testimony.ts'
import type { Who } from './who.ts'

export type { Line }
export type Sync = ReturnType<typeof createSync>
type Asked = Pick<IncomingMessage, 'headers' | 'url'>
type Given = Gate & {
  log: UpdateLog
  say: Say
  watch: Pick<Watch, 'note'>
  signedIn(request: Asked): Promise<Who | null>
  heartbeat?: number
  documentsOpen?: number
}

const pressing = 32 * 1024 * 1024
const openBytes = 64 * 1024
/** A line that carries no answer for so long is dead, whatever the network pretends. */
const heartbeat = 20_000

/** Stands outside: made beside a request, it would keep the request in memory as long as the line. */
const unheard = () => {}

/** What stands where Hocuspocus keeps the headers of a line. */
const openedOf = (headers: Headers) => headers as unknown as Opened

/** The collaborative documents over one websocket per device: Hocuspocus on our own server, acknowledging after the log. */
export function createSync(given: Given) {
  const { log, documents, pool, say, watch, signedIn } = given
  const testimony = new Testimony()
  const sizes = new Map<string, number>()
  const here = new Map<Line, Who>()
  const pace = new Pace()
  let stopping = false
  let lines = 0
  let closings = 0

  const hocuspocus = new Hocuspocus<Who>({
    quiet: true,
    maxPendingDocuments: limits.documents,
    onAuthenticate: ({ documentName, token, context, connectionConfig, requestHeaders }) =>
      noting(watch, context, documentName, async () => {
        const right = await authenticate(given, documentName, token, context)
        openedOf(requestHeaders).open(documentName)
        connectionConfig.readOnly = right === 'read'
      }),
    onDisconnect: async ({ documentName, requestHeaders }) => openedOf(requestHeaders).close(documentName),
    connected: async ({ requestHeaders }) => lighten(openedOf(requestHeaders).conversation),
    async onLoadDocument({ documentName, document }) {
      const sort = parseName(documentName)?.sort
      const known = sort === 'plan' || sort === 'text' ? await documents.find(documentName) : null
      if (!known) return
      // What is read is nobody's news: told as an update, all of it would be spelled once more, for no one.
      const listeners = document._observers.get('update') ?? new Set()
      document._observers.delete('update')
      sizes.set(documentName, (await load(pool, known.id, document, say)).bytes)
      document._observers.set('update', listeners)
    },
    beforeSync: payload =>
      noting(watch, payload.context, payload.documentName, () =>
        beforeSync({ log, documents, testimony, sizes, watch }, payload).finally(() => pace.done(payload.connection.webSocket as Line))
      ),
    beforeHandleAwareness: async payload => stampAwareness(payload),
    // An empty word asks for a sign of life.
    onStateless: async ({ connection, payload }) => (payload ? testimony.hear(connection, payload) : connection.sendStateless('')),
    async afterUnloadDocument({ documentName }) {
      sizes.delete(documentName)
    },
  })
  const silent = new WeakSet<Line>()
  const beat = setInterval(() => {
    for (const socket of here.keys()) {
      if (silent.has(socket)) socket.terminate()
      silent.add(socket)
      socket.ping()
    }
  }, given.heartbeat ?? heartbeat)
  const sockets = new WebSocketServer({ noServer: true, maxPayload: limits.update + openBytes, perMessageDeflate: false })

  const hints = new Hints((workspace, position) =>
    hocuspocus.documents.get(feedName(workspace))?.broadcastStateless(JSON.stringify({ position }))
  )

  async function admit(request: Asked): Promise<Who | string> {
    if (stopping) return '503 Service Unavailable'
    if (!sameOrigin(request.headers)) {
      const lured = await signedIn(request).catch(() => null)
      if (lured) watch.note(lured, 'siteRefused')
      return '403 Forbidden'
    }
    const who = await signedIn(request).catch(() => undefined)
    if (who && !meant(request, who)) return '401 Unauthorized'
    return who ?? (who === undefined ? '503 Service Unavailable' : '401 Unauthorized')
  }
  function accept(line: Line, request: Asked, who: Who) {
    const socket = lineOf(line, request)
    // A copy: what was cut out of a request's headers keeps all of them.
    const own: Who = { ...who, session: Buffer.from(who.session).toString() }
    const opened = new Opened(given.documentsOpen)
    // Kept as long as the line, and its address read again at each message: what the hooks need of the request is what the line has open.
    const asked = { url: '', headers: opened as unknown as Headers } as Request
    const connection = hocuspocus.handleConnection(socket, asked, own)
    // Its own is made of twenty pieces, and heavier than all that is said of the line.
    Object.assign(connection, { socketId: `${++lines}` })
    opened.conversation = connection
    here.set(socket, own)
    socket.on('message', (data: Buffer, binary) => {
      // Closed by us: what someone goes on saying who has not heard it, or does not want to, counts for nothing.
      if (!here.has(socket)) return
      if (!binary) return socket.close(1003)
      silent.delete(socket)
      pace.received(socket, data)
      connection.handleMessage(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
      if (log.pressure > pressing) hold(socket)
    })
    socket.on('pong', () => silent.delete(socket))
    socket.on('close', (code, reason) => {
      here.delete(socket)
      connection.handleClose({ code, reason: reason.toString() })
    })
    // A frame beyond the limit, a broken line: the close that follows says it.
    socket.on('error', (fault: { code?: unknown }) => {
      if (fault.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') watch.note(own, 'tooLarge')
    })
  }
  /** Reads nothing more from this socket until the log has caught up. */
  function hold(socket: Line) {
    socket.pause()
    void log.settled().finally(() => socket.resume())
  }

  return {
    hocuspocus,

    async upgrade(request: IncomingMessage, raw: Duplex, head: Buffer) {
      raw.on('error', unheard)
      let [before, who] = [closings, await admit(request)]
      // Someone was put out while we asked: it may have been them.
      while (before !== closings) [before, who] = [closings, await admit(request)]
      if (typeof who === 'string') return refuse(raw, who)
      sockets.handleUpgrade(request, raw, head, socket => accept(socket, request, who))
    },
    /** The same in two steps, for a line that is a websocket: who may come in, or the status that says why not; the conversation. */
    admit,
    accept,

    /** Applies a server's own edit, already in the log, to the document if it is open or being opened. */
    async show(name: string, apply: (document: Doc) => void) {
      if (!hocuspocus.documents.has(name) && !hocuspocus.loadingDocuments.has(name)) return
      const direct = await hocuspocus.openDirectConnection(name)
      await direct.transact(apply)
      await direct.disconnect({ unloadImmediately: false })
    },

    /** Tells every device of the workspace that something moved. It may be lost without harm. */
    hints,

    /** Closes the sockets of whoever is concerned: they come back and are asked again who they are and what they may. */
    close(concerned: (who: Who) => boolean, code: number, reason: string) {
      closings++
      for (const [socket, who] of here) {
        if (!concerned(who)) continue
        here.delete(socket)
        socket.close(code, reason)
      }
    },

    /** Lets no one in, ends what was begun, and says goodbye. */
    async stop() {
      stopping = true
      clearInterval(beat)
      hints.stop()
      const left = [...here.keys()]
      const closed = Promise.all(left.map(line => new Promise(done => line.once('close', done))))
      for (const line of left) line.close(1012, 'restart')
      await Promise.race([closed, new Promise(done => setTimeout(done, 1_000))])
      for (const line of left) line.terminate()
      sockets.close()
      await log.settled()
      hocuspocus.flushPendingStores()
    },
  }
}

function refuse(raw: Duplex, status: string) {
  raw.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
