// P15: three hundred people over two thousand spaces, a hundred edits a second: what the feed costs the server, and each device.
import { setTimeout as pause } from 'node:timers/promises'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { Agent, request, type IncomingMessage } from 'node:http'
import { once } from 'node:events'
import * as Y from 'yjs'
import { randomId } from '#kernel/base/id.ts'
import { createRecord } from '#kernel/space/record.ts'
import { readDifferences } from '#kernel/space/difference.ts'
import { feedName, planName } from '#kernel/space/name.ts'
import { business } from '#domain/model.ts'
import { Company } from './company.ts'
import { percentile, type Figure } from './figure.ts'
import { Gauge, kilobytes, loopFigure } from './gauged.ts'
import { Lean } from './lean.ts'
import type { Settings } from './settings.ts'

const pace = { edits: 100, seconds: 60 }
/** Spaces that one person is in. */
const mine = 40
const unpack: Record<string, (bytes: Buffer) => Buffer> = { gzip: gunzipSync, br: brotliDecompressSync }
const agent = new Agent({ keepAlive: true, maxSockets: 40 })

export async function* feedLoad({ small }: Settings): AsyncIterable<Figure> {
  const [people, spaces, seconds] = small ? [30, 200, 15] : [300, 2_000, pace.seconds]
  const gauge = new Gauge()
  const company = await Company.found({ env: gauge.env })
  const { server, workspace } = company
  const listeners: Listener[] = []
  try {
    const idle = await gauge.rest(server.pid)
    const all = await inTurn(spaces, 8, n => company.createSpace(`Projet ${n + 1}`))
    const cookies = await inTurn(people, 4, n => arrive(company, all, n))
    for (const cookie of cookies) listeners.push(await Listener.connect(server.port, cookie, workspace))
    const writers = await Promise.all(Array.from({ length: 10 }, () => Writer.connect(company)))
    await gauge.look(server.pid)
    for (const listener of listeners) listener.bytes = { hints: 0, feed: 0, copies: 0 }
    await Promise.all(
      writers.map((writer, n) => writer.write({ seconds, every: (1_000 * writers.length) / pace.edits, spaces: all, from: n }))
    )
    await Promise.all(listeners.map(listener => listener.settled()))
    const look = await gauge.look(server.pid)
    const cores = look.seconds / look.elapsed
    const each = listeners.map(({ bytes: { hints, feed, copies } }) => (hints + feed + copies) / look.elapsed / 1024)
    const parts = (['hints', 'feed', 'copies'] as const).map(part => {
      const sum = listeners.reduce((total, { bytes }) => total + bytes[part], 0)
      return `${part} ${kilobytes(sum / people / look.elapsed)}/s`
    })
    const least = (writers.reduce((sum, { sent }) => sum + sent, 0) * (mine / spaces)) / look.elapsed / 1024
    const what = `${people} people each in ${Math.min(mine, spaces)} of ${spaces} spaces, ${pace.edits} edits a second for ${seconds} s`
    yield {
      id: 'P15',
      what: `${what}: bytes that each device is sent in a second, ${parts.join(', ')} (floor: the edits of its own spaces, as they were written)`,
      p50: percentile(each, 50),
      p99: percentile(each, 99),
      unit: 'KB/s',
      floor: least,
      ratio: percentile(each, 50) / least,
      goal: 'none, said only',
      met: true,
      runs: 1,
    }
    yield {
      id: 'P15',
      what: `${what}: processor of the server, in cores (floor: the same process at rest)`,
      p50: cores,
      p99: cores,
      unit: 'cores',
      floor: Math.max(0.001, idle.seconds / idle.elapsed),
      ratio: cores / Math.max(0.001, idle.seconds / idle.elapsed),
      goal: 'at most one core',
      met: cores <= 1,
      runs: 1,
    }
    yield loopFigure('P15', 'while the feed is read', [look], idle)
    for (const writer of writers) writer.leave()
  } finally {
    for (const listener of listeners) listener.leave()
    agent.destroy()
    await server.stop()
    gauge.remove()
  }
}

/** A person comes through an invitation, and is then in forty spaces, near ones to ours for near people. */
async function arrive(company: Company, spaces: readonly string[], n: number): Promise<string> {
  const own = Array.from({ length: Math.min(mine, spaces.length) }, (_, k) => spaces[(n * 7 + k * 13) % spaces.length]!)
  const [first, ...others] = new Set(own)
  const { link } = (await command(company, 'invite', { space: first, role: 'editor' })) as { link: string }
  const body = { name: `Personne ${n}`, email: `personne-${n}@teranga.example`, password: 'baobab-lune-fleuve-42' }
  const answer = await ask(company.server.port, '', `/api/v1/invitations/${link.split('/').at(-1)}`, body)
  const cookie = String(answer.headers['set-cookie']?.[0]).split(';')[0]!
  const who = JSON.parse((await ask(company.server.port, cookie, '/api/v1/session')).text) as { person: { id: string } }
  for (const space of others) await command(company, 'share', { space, person: who.person.id, role: 'editor' })
  return cookie
}
const command = async ({ server, cookie }: Company, name: string, input: unknown): Promise<unknown> =>
  JSON.parse((await ask(server.port, cookie, `/api/v1/commands/${name}`, { id: randomId(), input })).text)

/** A device that has nothing open: told that something moved, it asks what, then takes the documents that did, as ours do. */
class Listener {
  bytes = { hints: 0, feed: 0, copies: 0 }
  readonly #port: number
  readonly #cookie: string
  readonly #line: Lean
  #position = 0
  /** What it holds of each document, as it would say it. */
  readonly #vectors = new Map<string, Map<number, number>>()
  #running: Promise<void> | null = null
  #again = false
  private constructor(port: number, cookie: string) {
    this.#port = port
    this.#cookie = cookie
    this.#line = new Lean(port, cookie)
    this.#line.hinted = payload => {
      this.bytes.hints += payload.length
      this.#pull()
    }
  }
  static async connect(port: number, cookie: string, workspace: string): Promise<Listener> {
    const listener = new Listener(port, cookie)
    await listener.#line.opened()
    await listener.#line.join(feedName(workspace))
    listener.#pull()
    await listener.settled()
    return listener
  }
  async settled(): Promise<void> {
    while (this.#running) await this.#running
  }
  leave(): void {
    this.#line.socket.terminate()
  }

  #pull(): void {
    this.#again = true
    this.#running ??= this.#run().finally(() => (this.#running = null))
  }
  async #run(): Promise<void> {
    while (this.#again) {
      this.#again = false
      const answer = await ask(this.#port, this.#cookie, `/api/v1/feed?after=${this.#position}`)
      this.bytes.feed += answer.bytes
      const { position, documents } = JSON.parse(answer.text) as { position: number; documents: { name: string }[] }
      this.#position = position
      for (let left = documents.map(({ name }) => name); left.length;) left = await this.#bring(left)
    }
  }
  /** What it lacks of these, the whole of them the first time; answers with those that had no room in the answer. */
  async #bring(names: readonly string[]): Promise<string[]> {
    const asked = names.slice(0, 200).map(name => {
      const vector = this.#vectors.get(name)
      return { name, ...(vector && { vector: Buffer.from(Y.encodeStateVector(vector)).toString('base64') }) }
    })
    const answer = await ask(this.#port, this.#cookie, '/api/v1/documents', { documents: asked })
    this.bytes.copies += answer.bytes
    const differences = readDifferences(answer.body)
    if (!differences?.length) throw new Error('the answer is damaged')
    for (const difference of differences) if ('update' in difference) this.#hold(difference.name, difference.update)
    const came = new Set(differences.map(({ name }) => name))
    return names.filter(name => !came.has(name))
  }
  #hold(name: string, update: Uint8Array): void {
    const vector = this.#vectors.get(name) ?? new Map<number, number>()
    for (const [client, clock] of Y.decodeStateVector(Y.encodeStateVectorFromUpdateV2(update)))
      vector.set(client, Math.max(clock, vector.get(client) ?? 0))
    this.#vectors.set(name, vector)
  }
}

/** Edits spaces in turn, a phase each time, as a device that keeps their plans open. */
class Writer {
  sent = 0
  readonly #line: Lean
  readonly #workspace: string
  readonly #joined = new Set<string>()
  private constructor(line: Lean, workspace: string) {
    this.#line = line
    this.#workspace = workspace
  }
  static async connect({ server, cookie, workspace }: Company): Promise<Writer> {
    const line = new Lean(server.port, cookie)
    await line.opened()
    return new Writer(line, workspace)
  }
  leave(): void {
    this.#line.socket.terminate()
  }
  async write({
    seconds,
    every,
    spaces,
    from,
  }: {
    seconds: number
    every: number
    spaces: readonly string[]
    from: number
  }): Promise<void> {
    const began = performance.now()
    for (let n = 0; n < (seconds * 1_000) / every; n++) {
      await pause(Math.max(0, began + n * every - performance.now()))
      const space = spaces[(from * 101 + n * 17) % spaces.length]!
      const name = planName(this.#workspace, space)
      if (!this.#joined.has(name)) await this.#line.join(name)
      this.#joined.add(name)
      const doc = new Y.Doc()
      createRecord(doc, business.phase, randomId(), { title: `Étape ${n}`, project: space })
      const update = Y.encodeStateAsUpdate(doc)
      this.sent += update.length
      this.#line.send(name, update)
    }
  }
}

type Answer = { text: string; body: Uint8Array; bytes: number; headers: IncomingMessage['headers'] }
/** With the bytes of the body as they came over the wire. */
async function ask(port: number, cookie: string, path: string, body?: unknown): Promise<Answer> {
  const headers = { cookie, 'accept-encoding': 'gzip, br', 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' }
  const asked = request({ port, path, agent, headers, method: body === undefined ? 'GET' : 'POST' })
  const [answer] = (await once(asked.end(body === undefined ? undefined : JSON.stringify(body)), 'response')) as [IncomingMessage]
  const bytes = Buffer.concat(await Array.fromAsync(answer as AsyncIterable<Buffer>))
  const unpacked = unpack[String(answer.headers['content-encoding'])]?.(bytes) ?? bytes
  const text = unpacked.toString()
  if (answer.statusCode! >= 400) throw new Error(`${path}: ${answer.statusCode} ${text}`)
  return { text, body: unpacked, bytes: bytes.length, headers: answer.headers }
}
async function inTurn<T>(count: number, lines: number, make: (n: number) => Promise<T>): Promise<T[]> {
  const made: T[] = []
  let next = 0
  const line = async () => {
    for (let n = next++; n < count; n = next++) made[n] = await make(n)
  }
  await Promise.all(Array.from({ length: lines }, line))
  return made
}
