import { Hocuspocus } from '@hocuspocus/server'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { createServer, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { WebSocketServer, type WebSocket as ServerSocket } from 'ws'
import { vi, type MockInstance } from 'vitest'
import * as Y from 'yjs'
import { lineOf } from '#server/sync/line.ts'
import { derivedId } from '#kernel/base/id.ts'
import { writeDifferences } from '#kernel/space/difference.ts'
import type { StoredFact } from '$lib/store/database.ts'
import { broadcast, inflate, type Environment, type Memory } from '$lib/store/environment.ts'

export const workspace = { id: derivedId('workspace'), name: 'Agence Teranga', currency: 'XOF', timeZone: 'Africa/Dakar', locale: 'fr' }
export const awa = { id: derivedId('awa'), name: 'Awa Diop', email: 'awa@teranga.sn' }
export const space = derivedId('space')

/** The disks, tabs and clock of one browser; `tab()` is what a page of it is handed. */
export class Browser {
  indexedDB = new IDBFactory()
  readonly memory = smallMemory()
  readonly #held = new Map<string, Promise<unknown>>()
  readonly name = Math.random().toString(36)
  now: () => number = () => Date.now()
  speed = 1
  leave: (() => void)[] = []

  tab(server: Rehearsal, as = awa): Environment {
    return {
      ...this.outside(),
      fetch: (path, init) => server.answer(path, init, as),
      WebSocket,
      socket: `ws://127.0.0.1:${server.port}/sync`,
    }
  }
  outside(): Omit<Environment, 'fetch' | 'WebSocket' | 'socket'> {
    return {
      clock: { now: () => this.now() },
      indexedDB: this.indexedDB,
      IDBKeyRange,
      locks: { request: this.#lock } as unknown as Environment['locks'],
      channel: name => broadcast(`${this.name}:${name}`),
      later: (milliseconds, run) => {
        const timer = setTimeout(run, milliseconds / this.speed)
        return () => clearTimeout(timer)
      },
      inflate,
      storage: null,
      memory: this.memory,
      leaving: run => (this.leave.push(run), () => {}),
      returning: () => () => {},
    }
  }
  #lock = async (name: string, ...rest: [run: () => unknown] | [{ signal: AbortSignal }, run: () => unknown]) => {
    const [run, signal] = rest.length === 1 ? [rest[0]] : [rest[1], rest[0].signal]
    const before = this.#held.get(name) ?? Promise.resolve()
    const mine = before.catch(() => undefined).then(() => (signal?.aborted ? undefined : run()))
    this.#held.set(name, mine)
    return mine
  }
}

/** Saved rows take so long to be verified, each part of them. */
export function slowDigest(milliseconds: number): MockInstance {
  const { digest } = crypto.subtle
  return vi.spyOn(crypto.subtle, 'digest').mockImplementation(async (...of) => {
    const answer = await digest.apply(crypto.subtle, of)
    await new Promise(next => setTimeout(next, milliseconds))
    return answer
  })
}

/** What `localStorage` is to the tabs of one browser. */
function smallMemory(): Memory {
  const kept = new Map<string, string>()
  return {
    getItem: key => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: key => void kept.delete(key),
    key: n => [...kept.keys()][n] ?? null,
    get length() {
      return kept.size
    },
  }
}

/** A stand-in for the server: the same socket and addresses, in memory, with a switch for each thing that can go wrong. */
export class Rehearsal {
  port = 0
  readonly documents = new Map<string, Uint8Array[]>()
  readonly commands: { id: string; name: string; input: unknown }[] = []
  facts: StoredFact[] = []
  lost: string[] = []
  moved: { name: string; space: string; sort: 'plan' | 'text'; sequence: number }[] = []
  position = 0
  decide: (name: string, input: Record<string, unknown>) => { status: number; body: unknown } = () => ({ status: 200, body: { facts: [] } })
  /** Said of an update before it is taken: a reason refuses it. */
  refuse: (document: string, update: Uint8Array) => string | null = () => null
  rights: (document: string) => 'read' | 'write' | null = () => 'write'
  /** Awaited before an update is acknowledged. */
  hold: Promise<void> = Promise.resolve()
  taken = 0
  /** The largest message that came. */
  largest = 0
  #http: Server | null = null
  readonly #lines = new Set<Socket>()
  #sockets: WebSocketServer | null = null
  #hocuspocus: Hocuspocus | null = null

  async open(): Promise<this> {
    const hocuspocus = (this.#hocuspocus = new Hocuspocus({
      quiet: true,
      name: 'rehearsal',
      unloadImmediately: true,
      onAuthenticate: async ({ documentName, connectionConfig }) => {
        const right = this.rights(documentName)
        if (!right) throw Object.assign(new Error('forbidden'), { reason: 'forbidden' })
        connectionConfig.readOnly = right === 'read'
      },
      onStateless: async ({ connection, payload }) => (payload ? undefined : connection.sendStateless('')),
      // As the server does: what is read is nobody's news.
      onLoadDocument: async ({ documentName, document }) => {
        document.flushDelay = false
        Y.applyUpdate(document, Y.encodeStateAsUpdate(this.state(documentName)))
        document.flushDelay = 0
      },
      beforeSync: async ({ type, payload, documentName, connection }) => {
        const empty = payload.length <= 2
        if (type === 0 || connection.readOnly || empty) return
        await this.hold
        const reason = this.refuse(documentName, payload)
        if (reason) throw Object.assign(new Error(reason), { code: 4400, reason })
        this.taken++
        this.write(documentName, payload.slice())
      },
    }))
    const http = (this.#http = createServer())
    http.on('connection', socket => {
      this.#lines.add(socket)
      socket.on('close', () => this.#lines.delete(socket))
    })
    const sockets = (this.#sockets = new WebSocketServer({ server: http }))
    sockets.on('connection', (socket: ServerSocket, request) => {
      const line = lineOf(socket, request)
      const connection = hocuspocus.handleConnection(line as never, new Request(`http://localhost${request.url}`), {})
      line.on('message', (data: Buffer) => {
        this.largest = Math.max(this.largest, data.length)
        connection.handleMessage(new Uint8Array(data))
      })
      socket.on('close', (code, reason) => connection.handleClose({ code, reason: reason.toString() }))
    })
    await new Promise<void>(ready => http.listen(this.port, '127.0.0.1', ready))
    this.port = (http.address() as AddressInfo).port
    return this
  }
  /** Its port refuses, as after a kill. */
  async kill(): Promise<void> {
    if (!this.#http) return
    const closed = new Promise(done => this.#http?.close(done))
    this.#sockets?.close()
    for (const socket of this.#lines) socket.destroy()
    await closed
    this.#http = null
    this.#hocuspocus?.closeConnections()
  }

  state(name: string): Y.Doc {
    const doc = new Y.Doc()
    for (const update of this.documents.get(name) ?? []) Y.applyUpdate(doc, update)
    return doc
  }
  write(name: string, update: Uint8Array): void {
    this.documents.set(name, [...(this.documents.get(name) ?? []), update])
    const [, sort, place = ''] = name.split('/')
    const known = this.moved.find(document => document.name === name)
    this.position++
    if (known) known.sequence = this.position
    else if (sort === 'plan' || sort === 'text')
      this.moved.push({ name, space: sort === 'plan' ? place : space, sort, sequence: this.position })
  }
  say(fact: Pick<StoredFact, 'id' | 'kind' | 'body'> & { spaces?: string[] }): void {
    this.position++
    this.facts.push({ spaces: [space], by: null, at: 0, position: this.position, ...fact })
  }

  #differences(body: string): Uint8Array {
    const { documents } = JSON.parse(body) as { documents: { name: string; vector?: string }[] }
    return writeDifferences(
      documents.map(({ name, vector }) => {
        const known = this.moved.find(document => document.name === name)
        if (!known) return { name, is: 'absent' }
        const held = vector === undefined ? new Uint8Array([0]) : new Uint8Array(Buffer.from(vector, 'base64'))
        const update = Y.encodeStateAsUpdateV2(this.state(name), held)
        return held.length <= 1 && update.length > 64 * 1024 ? { name, is: 'large' } : { name, update, sequence: known.sequence }
      })
    )
  }

  /** Who the browser's cookie says is asking. */
  async answer(path: string, init: RequestInit = {}, as = awa): Promise<Response> {
    if (!this.#http) throw new TypeError('no network')
    const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status })
    if ((new Headers(init.headers).get('relais-person') ?? as.id) !== as.id) return json({}, 401)
    const [, after] = /feed\?after=(\d+)/.exec(path) ?? []
    if (after !== undefined)
      return json({
        position: this.position,
        facts: this.facts.filter(({ position }) => position > Number(after)),
        documents: this.moved.filter(({ sequence }) => sequence > Number(after)),
        lost: this.lost.splice(0),
      })
    if (path.endsWith('/documents')) return new Response(this.#differences(String(init.body)) as BodyInit)
    const [, name] = /documents\/(.+)$/.exec(path) ?? []
    if (name !== undefined) {
      const known = this.moved.find(document => document.name === decodeURIComponent(name))
      if (!known) return json({}, 404)
      return new Response(Y.encodeStateAsUpdateV2(this.state(known.name)) as BodyInit, { headers: { etag: `"${known.sequence}"` } })
    }
    const [, command] = /commands\/(.+)$/.exec(path) ?? []
    if (command !== undefined) {
      const { id, input } = JSON.parse(String(init.body)) as { id: string; input: Record<string, unknown> }
      this.commands.push({ id, name: command, input })
      const { status, body } = this.decide(command, input)
      return json(body, status)
    }
    return path.endsWith('/session') ? json({ person: { id: as.id } }) : json({}, 404)
  }
}

/** The space, and Awa who manages it. */
export function shared(server: Rehearsal, role = 'manager'): void {
  server.say({ id: derivedId('s'), kind: 'space', body: { of: space, kind: 'project', name: 'Lancement', by: awa.id } })
  server.say({ id: derivedId('m', role), kind: 'membership', body: { of: space, person: awa.id, role } })
  server.write(`${workspace.id}/plan/${space}`, Y.encodeStateAsUpdate(new Y.Doc()))
}
/** Waits until it is so, or says what was found instead. */
export async function until(holds: () => unknown, what = 'it to be so', patience = 30_000): Promise<void> {
  const end = Date.now() + patience
  while (!holds()) {
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`)
    await new Promise(next => setTimeout(next, 5))
  }
}
