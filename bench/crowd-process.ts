// The process of a crowd: what each of its devices wrote offline is made before the clock starts.
import { Agent, request } from 'node:http'
import { once } from 'node:events'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { randomId } from '#kernel/base/id.ts'
import { createRecord } from '#kernel/space/record.ts'
import { business } from '#domain/model.ts'
import { percentile } from './figure.ts'
import { Lean } from './lean.ts'

/** Everybody joins `everyone`'s document, and one of the others in turn, each with a phase made offline if there is `dirt`. */
export type Asked = { port: number; cookie: string; raw: boolean; dirt: boolean; everyone: string; documents: readonly string[] }
/** Seconds until all were answered, the milliseconds of each from its own beginning, and the processor this took, in cores. */
export type Came = { seconds: number; p50: number; p99: number; cores: number }

let asked: Asked
const devices: Lean[] = []
const raws: WebSocket[] = []
/** A sign of life, as seldom as a server that hears nothing bears. */
const alive = setInterval(() => devices.forEach(device => device.beat(asked.everyone)), 25_000)

async function enter(n: number, dirt: Uint8Array | undefined): Promise<void> {
  const { port, cookie, raw, documents, everyone } = asked
  if (raw) {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/`, { perMessageDeflate: false })
    raws.push(socket)
    await once(socket, 'open')
    socket.send(dirt ?? 'here')
    await once(socket, 'message')
    return
  }
  const device = new Lean(port, cookie)
  devices.push(device)
  await device.opened()
  device.closed = code => fail(new Error(`a socket was closed: ${code}`))
  const document = documents[n % Math.max(1, documents.length)]
  const durable = new Promise<void>(done => (device.acknowledged = name => name === document && done()))
  await Promise.all([device.join(everyone), ...(document ? [device.join(document, '', dirt), durable] : [])])
}
/** A phase of its own, in a project that it has never seen: nothing that the server must wait for. */
function written(n: number): Uint8Array {
  const doc = new Y.Doc()
  const project = asked.documents[n % asked.documents.length]?.split('/').at(-1)
  createRecord(doc, business.phase, randomId(), { title: `Hors ligne n° ${n}`, project })
  return Y.encodeStateAsUpdate(doc)
}

/** One after the other in so many lines. */
async function inLines(count: number, lines: number, work: (n: number) => Promise<void>): Promise<number> {
  const began = performance.now()
  let next = 0
  const line = async () => {
    for (let n = next++; n < count; n = next++) await work(n)
  }
  await Promise.all(Array.from({ length: lines }, line))
  return (performance.now() - began) / 1e3
}

const acts: Record<string, (how: never) => Promise<unknown>> = {
  async gather(how: Asked) {
    asked = how
  },
  async come({ count, atOnce }: { count: number; atOnce: number }): Promise<Came> {
    const from = devices.length + raws.length
    const dirt = asked.dirt ? Array.from({ length: count }, (_, n) => written(from + n)) : []
    const times: number[] = []
    const before = process.cpuUsage()
    const seconds = await inLines(count, atOnce, async n => {
      const began = performance.now()
      await enter(from + n, dirt[n])
      times.push(performance.now() - began)
    })
    const { user, system } = process.cpuUsage(before)
    return { seconds, p50: percentile(times, 50), p99: percentile(times, 99), cores: (user + system) / 1e6 / seconds }
  },
  async pull({ atOnce }: { atOnce: number }) {
    const agent = new Agent({ keepAlive: true, maxSockets: atOnce })
    const get = async (path: string) => {
      const [answer] = await once(request({ port: asked.port, path, agent, headers: { cookie: asked.cookie } }).end(), 'response')
      answer.resume()
      await once(answer, 'end')
      if (answer.statusCode !== 200) throw new Error(`${path}: ${answer.statusCode}`)
    }
    const seconds = await inLines(devices.length, atOnce, async () => {
      await get('/api/v1/session')
      await get('/api/v1/feed?after=9007199254740991')
    })
    agent.destroy()
    return seconds
  },
  async leave() {
    for (const device of devices) device.closed = () => {}
    const lines = [...devices.map(({ socket }) => socket), ...raws]
    const closed = lines.filter(line => line.readyState !== WebSocket.CLOSED).map(line => once(line, 'close'))
    for (const line of lines) line.terminate()
    await Promise.all(closed)
    devices.length = raws.length = 0
  },
}

const fail = (fault: unknown) => {
  process.send?.({ fault: String(fault) })
  clearInterval(alive)
}
process.on('message', ({ what, how }: { what: string; how: never }) => {
  acts[what]!(how).then(answer => process.send?.({ answer: answer ?? null }), fail)
})
process.on('disconnect', () => process.exit(0))
