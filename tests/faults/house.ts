// A server of a test, in this process, over the shared test database or over a private one with its real durability.
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import * as Y from 'yjs'
import { randomId } from '#kernel/base/id.ts'
import { planName } from '#kernel/space/name.ts'
import { commands } from '#domain/commands.ts'
import { business } from '#domain/model.ts'
import { connect } from '#server/postgres/connection.ts'
import { openStore, type Store } from '#server/postgres/store.ts'
import { readRows, rebuild } from '#server/projector/rebuild.ts'
import { startRelais, type Relais } from '#server/relais.ts'
import type { Who } from '#server/sync/who.ts'
import { foundCompany } from '../kill/company.ts'
import { until, Writer } from '../kill/writer.ts'
import { madeBefore } from '../made-before.ts'
import { freshDatabase } from '../postgres.ts'

type Given = { dataDir?: string; url?: string; heartbeat?: number }

export class House {
  readonly dataDir: string
  readonly clock = { now: () => Date.now() }
  relais!: Relais
  store!: Store
  company!: Awaited<ReturnType<typeof foundCompany>>
  readonly lines = new Set<Socket>()
  private readonly writers: Writer[] = []
  private readonly given: Given
  private server!: Server
  private drop = async () => {}
  constructor(given: Given = {}) {
    this.given = given
    this.dataDir = given.dataDir ?? mkdtempSync(join(tmpdir(), 'relais-house-'))
  }
  /** Over a PostgreSQL of its own, as in production. */
  static async alone(given: Given = {}): Promise<House> {
    return new House(given).open()
  }
  /** Over a database of the tests' cluster, which is faster and forgets when the power goes. */
  static async shared(given: Given = {}): Promise<House> {
    const { url, drop } = await freshDatabase()
    const house = new House({ ...given, url })
    house.drop = drop
    return house.open()
  }
  private async open() {
    if (!this.given.url) madeBefore(this.dataDir)
    await this.start()
    this.company = await foundCompany(this.relais)
    return this
  }

  async start(port = 0): Promise<void> {
    const { url, heartbeat } = this.given
    this.store = url ? { connection: connect(url), stop: async () => {} } : await openStore(this.dataDir, undefined)
    const { connection } = this.store
    const { dataDir, clock } = this
    const beat = heartbeat ? { heartbeat } : {}
    this.relais = await startRelais({ connection, dataDir, clock, model: business, commands, version: '0', ...beat })
    this.server = createServer()
      .on('upgrade', (request, socket, head) => void this.relais.sync.upgrade(request, socket, head))
      .on('connection', socket => this.lines.add(socket.once('close', () => this.lines.delete(socket))))
      .listen(port, '127.0.0.1')
    await new Promise(done => this.server.once('listening', done))
  }
  async stop(): Promise<void> {
    this.server.close()
    await this.relais.stop()
    await this.store.stop()
  }
  async close(): Promise<void> {
    for (const one of this.writers.splice(0)) one.destroy()
    await this.stop()
    await this.drop()
    if (!this.given.dataDir) rmSync(this.dataDir, { recursive: true, force: true })
  }

  get port() {
    return (this.server.address() as AddressInfo).port
  }
  get pool() {
    return this.store.connection.pool
  }
  get plan() {
    return planName(this.company.workspace, this.company.space)
  }
  /** The pid of the private PostgreSQL. */
  get postmaster() {
    return Number(readFileSync(join(this.dataDir, 'pg/postmaster.pid'), 'utf8').split('\n', 1)[0])
  }
  async count(of: string): Promise<number> {
    return (await this.pool.query(`select count(*)::int as n from ${of}`)).rows[0].n
  }
  /** A device that writes, connected; through another port when something stands between. */
  writer(person = 0, { name = this.plan, port = this.port, token = '' } = {}): Writer {
    const made = new Writer(port, this.company.cookies[person] as string, name, token)
    this.writers.push(made)
    made.connect()
    return made
  }
  async who(person = 0): Promise<Who> {
    return (await this.relais.who({ cookie: this.company.cookies[person] as string })) as Who
  }
  async act(name: string, input: unknown, { person = 0, id = randomId() } = {}): Promise<Response> {
    const request = new Request('http://localhost/', { method: 'POST', body: JSON.stringify({ id, input }) })
    return this.relais.command(request, await this.who(person), name)
  }
  async projected(patience?: number): Promise<void> {
    const behind = 'document d join projection p on p.document = d.id where d.sequence > p.sequence'
    await until('projection', async () => (await this.count(behind)) === 0, patience)
  }
  /** The rows say what the documents say; returns them. */
  async rowsEqualRebuild(patience?: number): Promise<Record<string, unknown[]>> {
    await this.projected(patience)
    const { workspace } = this.company
    const rows = await readRows(this.pool, business, workspace)
    await rebuild(this.pool, business, workspace, damage => expect(damage).toBeUndefined())
    expect(await readRows(this.pool, business, workspace)).toEqual(rows)
    return rows
  }
}

/** Replicas that have converged: the same state vector, the same deletions, the same content. */
export function expectSame(first: Y.Doc, ...others: Y.Doc[]): void {
  const told = (doc: Y.Doc) => {
    const { sv, ds } = Y.snapshot(doc)
    const deleted = [...ds.clients].flatMap(([client, ranges]) => ranges.map(({ clock, len }) => `${client}:${clock}+${len}`))
    const content = [...doc.share.keys()].sort().map(name => [name, sorted(doc.getMap(name).toJSON())])
    return {
      vector: [...sv].map(([client, clock]) => `${client}:${clock}`).sort(),
      deleted: deleted.sort(),
      hash: createHash('sha256').update(JSON.stringify(content)).digest('hex'),
    }
  }
  for (const other of others) expect(told(other)).toEqual(told(first))
}
const sorted = (value: unknown): unknown =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
    ? Object.fromEntries(
        Object.entries(value)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, inner]) => [key, sorted(inner)])
      )
    : value
