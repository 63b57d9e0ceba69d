import { createServer, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { commands } from '#domain/commands.ts'
import { business } from '#domain/model.ts'
import { connect } from '#server/postgres/connection.ts'
import type { HistoryLine } from '#server/feed/history.ts'
import { startRelais, type Relais } from '#server/relais.ts'
import type { Environment } from '$lib/store/environment.ts'
import type { Me, Workspace } from '$lib/store/device.ts'
import type { Browser } from './device-world.ts'
import { freshDatabase } from './postgres.ts'

type Session = { cookie: string; person: Me; workspace: Workspace }
const owner = { name: 'Awa Diop', email: 'awa@teranga.sn', password: 'ndar-geej-2025' }

/** The real server over a real database, in this process, for the devices of a test. It can go away and come back. */
export class RunningServer {
  relais!: Relais
  port = 0
  url = ''
  /** The clock of the server. */
  now = () => Date.now()
  /** Called before each request, to make others wait or fail. */
  before: (path: string) => Promise<void> = async () => {}
  #drop = async () => {}
  readonly #folder = mkdtempSync(join(tmpdir(), 'relais-device-'))
  #http: Server | null = null
  readonly #lines = new Set<Socket>()

  static async open(): Promise<RunningServer> {
    const server = new RunningServer()
    const database = await freshDatabase()
    server.url = database.url
    server.#drop = () => database.drop()
    await server.start()
    return server
  }
  async start(): Promise<void> {
    const clock = { now: () => this.now() }
    this.relais = await startRelais({
      connection: connect(this.url),
      dataDir: this.#folder,
      clock,
      model: business,
      commands,
      version: '0.0.0',
    })
    const http = (this.#http = createServer())
    http.on('upgrade', (request, socket, head) => void this.relais.sync.upgrade(request, socket, head))
    http.on('connection', socket => {
      this.#lines.add(socket)
      socket.on('close', () => this.#lines.delete(socket))
    })
    await new Promise<void>(ready => http.listen(this.port, '127.0.0.1', ready))
    this.port = (http.address() as AddressInfo).port
  }
  async stop(): Promise<void> {
    const closed = new Promise(done => this.#http?.close(done))
    for (const line of this.#lines) line.destroy()
    this.#http = null
    await closed
    await this.relais.stop()
  }
  async close(): Promise<void> {
    if (this.#http) await this.stop()
    await this.#drop()
    rmSync(this.#folder, { recursive: true, force: true })
  }

  /** The first run: the workspace and its owner. */
  async begin({ timeZone } = { timeZone: 'Africa/Dakar' }): Promise<Session> {
    const workspace = { name: 'Agence Teranga', currency: 'XOF', timeZone }
    return this.#session(await this.relais.setup(post({ workspace, owner })))
  }
  /** Signs in again, in another browser or after the end of a session. */
  async signIn({ email, password }: { email: string; password: string } = owner): Promise<Session> {
    return this.#session(await this.relais.signIn(post({ email, password })))
  }
  /** Somebody else, through a link that Awa made. */
  async join(link: string, person: { name: string; email: string; password: string }): Promise<Session> {
    const token = link.split('/').at(-1) as string
    return this.#session(await this.relais.join(post(person), token))
  }
  async #session(answer: Response): Promise<Session> {
    const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] as string
    const said = await this.#ask(cookie, '/api/v1/session')
    const { person, workspace } = (await said.json()) as Session
    return { cookie, person, workspace }
  }

  /** What a tab of that browser is handed, signed in. */
  environment(browser: Browser, { cookie }: Session): Environment {
    const port = this.port
    class Signed extends WebSocket {
      constructor(url: string) {
        super(url, { headers: { cookie } } as unknown as string[])
      }
    }
    return {
      ...browser.outside(),
      fetch: (path, init) => this.#ask(cookie, path, init),
      WebSocket: Signed as unknown as typeof WebSocket,
      socket: `ws://127.0.0.1:${port}/sync`,
    }
  }
  /** As it would come over the wire: a server says what time it is. */
  async #ask(cookie: string, path: string, init: RequestInit = {}): Promise<Response> {
    const answer = await this.#answer(cookie, path, init)
    const headers = new Headers(answer.headers)
    headers.set('date', new Date(this.now()).toUTCString())
    return new Response(answer.body, { status: answer.status, headers })
  }
  async #answer(cookie: string, path: string, init: RequestInit): Promise<Response> {
    if (!this.#http) throw new TypeError('no network')
    await this.before(path)
    const headers = { ...Object.fromEntries(new Headers(init.headers)), cookie }
    const request = new Request(`http://localhost${path}`, { ...init, headers })
    const who = await this.relais.who({ cookie })
    const [, , , what, one = '', two = ''] = new URL(request.url).pathname.split('/')
    if (what === 'session') return this.relais.session(request, who)
    if (what === 'feed') return this.relais.feed(request, who)
    if (what === 'documents' && !one) return this.relais.differences(request, who)
    if (what === 'documents') return this.relais.document(request, who, decodeURIComponent(one))
    if (what === 'commands') return this.relais.command(request, who, one)
    if (what === 'portraits') return this.relais.portrait(request, who, one)
    if (what === 'query') return this.relais.query(request, who)
    if (what === 'history') return this.relais.history(request, who, one, two)
    throw new Error(`nothing answers ${path}`)
  }
  async history(session: Session, entity: string, id: string): Promise<HistoryLine[]> {
    const answer = await this.#ask(session.cookie, `/api/v1/history/${entity}/${id}`)
    return ((await answer.json()) as { lines: HistoryLine[] }).lines
  }
  /** The same once it says that: what is saved is told there a moment later. */
  async historyOnce(session: Session, entity: string, id: string, after: unknown): Promise<HistoryLine[]> {
    for (const end = Date.now() + 20_000; Date.now() < end; await new Promise(next => setTimeout(next, 20))) {
      const lines = await this.history(session, entity, id)
      if (lines.some(line => line.after === after)) return lines
    }
    throw new Error(`the history never said ${String(after)}`)
  }
  async query(session: Session, query: unknown): Promise<Record<string, unknown>[]> {
    const answer = await this.#ask(session.cookie, '/api/v1/query', { method: 'POST', body: JSON.stringify(query) })
    return ((await answer.json()) as { rows: Record<string, unknown>[] }).rows
  }
}
const post = (body: unknown) => new Request('http://localhost/', { method: 'POST', body: JSON.stringify(body) })
