// P1: from a key pressed in a text to the same letter in another person's copy, the server having flushed it in between.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { randomId } from '#kernel/base/id.ts'
import { textName } from '#kernel/space/name.ts'
import { until } from '../tests/kill/writer.ts'
import { Company } from './company.ts'
import { median, spread, type Figure } from './figure.ts'
import { Gauge, loopFigure, type Look } from './gauged.ts'
import type { Settings } from './settings.ts'
import { enterRelais, enterRelay, typeAll } from './typing-crowd.ts'

/** Some copies of one text, joined over sockets of their own. */
type Room = { docs: readonly Y.Doc[]; leave(): void }
type Join = (room: string, sockets: number) => Promise<Room>
const shapes = [
  { sockets: 2, rooms: 1, each: 2, pace: 40, keys: 250, what: '2 sockets' },
  { sockets: 50, rooms: 10, each: 5, pace: 200, keys: 40, what: '50 sockets, 10 of them typing 5 keys a second' },
] as const

/** Everybody types five keys a second. */
const crowds = [
  { rooms: 50, each: 10, pace: 200, keys: 50, what: '500 people, 10 in each text' },
  { rooms: 1, each: 50, pace: 200, keys: 50, what: '50 people in one text' },
] as const

export async function* keystroke({ runs, small }: Settings): AsyncIterable<Figure> {
  const gauge = new Gauge()
  const company = await Company.found({ env: gauge.env })
  const relay = await startRelay()
  try {
    const space = await company.project('Frappe', 0)
    const join: Record<'ours' | 'floor', Join> = {
      ours: (room, sockets) => joinRelais(company, space, room, sockets),
      floor: (room, sockets) => joinRelay(relay.port, room, sockets),
    }
    for (const { rooms, each, pace, keys, what } of shapes) {
      const samples: Record<keyof typeof join, number[][]> = { ours: [], floor: [] }
      for (let run = 0; run < runs; run++)
        for (const side of ['floor', 'ours'] as const) samples[side].push(await type(join[side], { rooms, each, pace, keys }))
      yield compared(`${what} (floor: a relay that stores nothing`, samples.ours, samples.floor)
    }
    const idle = await gauge.rest(company.server.pid)
    const enter = { ours: enterRelais(company, space), floor: enterRelay(relay.port) }
    for (const { what, ...crowd } of crowds) {
      const samples: Record<keyof typeof enter, number[][]> = { ours: [], floor: [] }
      const generators: number[] = []
      const looks: Look[] = []
      const size = small ? { ...crowd, rooms: Math.ceil(crowd.rooms / 10), keys: 20 } : crowd
      for (let run = 0; run < runs; run++) {
        samples.floor.push((await typeAll(enter.floor, size)).samples)
        await gauge.look(company.server.pid)
        const { samples: ours, generator } = await typeAll(enter.ours, size)
        looks.push(await gauge.look(company.server.pid))
        generators.push(generator)
        samples.ours.push(ours)
      }
      const cost = looks.map(({ seconds, elapsed }) => seconds / elapsed)
      const cores = `server ${median(cost).toFixed(2)} of a core, generator ${median(generators).toFixed(2)}`
      yield compared(`${what}, all typing 5 keys a second, ${cores} (floor: a relay that stores nothing`, samples.ours, samples.floor)
      yield loopFigure('P1', `while ${what} type`, looks, idle)
    }
  } finally {
    relay.stop()
    await company.server.stop()
    gauge.remove()
  }
}

function compared(what: string, mine: readonly number[][], theirs: readonly number[][]): Figure {
  const [ours, floor] = [spread(mine), spread(theirs)]
  return {
    id: 'P1',
    what: `keystroke to remote document, durable, ${what}, whose p99 is ${floor.p99.toPrecision(3)} ms)`,
    ...ours,
    unit: 'ms',
    floor: floor.p50,
    ratio: ours.p50 / floor.p50,
    goal: 'p50 at most 1.3x and p99 at most 2x the floor, p99 at most 100 ms',
    met: ours.p50 <= 1.3 * floor.p50 && ours.p99 <= 2 * floor.p99 && ours.p99 <= 100,
  }
}

/** The first of each room types; answers how long each letter took to each of the others. */
async function type(
  join: Join,
  { rooms, each, pace, keys }: { rooms: number; each: number; pace: number; keys: number }
): Promise<number[]> {
  const all = await Promise.all(Array.from({ length: rooms }, () => join(randomId(), each)))
  const samples: number[] = []
  const typed = all.map(() => [] as number[])
  all.forEach(({ docs: [, ...others] }, room) => {
    for (const other of others) {
      let seen = 0
      const text = other.getText('typed')
      text.observe(() => {
        for (const now = performance.now(); seen < text.length; seen++) samples.push(now - typed[room]![seen]!)
      })
    }
  })
  const write = async ({ docs: [writer] }: Room, room: number) => {
    await pause((pace * room) / rooms)
    for (let key = 0; key < keys; key++) {
      typed[room]!.push(performance.now())
      writer!.getText('typed').insert(key, 'é')
      await pause(pace)
    }
  }
  await Promise.all(all.map(write))
  await until('the last letters', () => samples.length === rooms * keys * (each - 1))
  for (const room of all) room.leave()
  return samples
}

async function joinRelais(company: Company, space: string, room: string, sockets: number): Promise<Room> {
  const name = textName(company.workspace, 'document', room, 'body')
  const open = Array.from({ length: sockets }, () => company.open(name, JSON.stringify({ space })))
  await until('the text', () => open.every(({ provider }) => provider.isSynced))
  return { docs: open.map(({ doc }) => doc), leave: () => open.forEach(({ leave }) => leave()) }
}

async function joinRelay(port: number, room: string, count: number): Promise<Room> {
  const sockets = Array.from({ length: count }, () => new WebSocket(`ws://127.0.0.1:${port}/${room}`))
  const docs = sockets.map(socket => {
    const doc = new Y.Doc()
    doc.on('update', (update: Uint8Array, origin: unknown) => origin !== socket && socket.send(update))
    socket.on('message', (data: Buffer) => Y.applyUpdate(doc, new Uint8Array(data), socket))
    return doc
  })
  await Promise.all(sockets.map(socket => once(socket, 'open')))
  return { docs, leave: () => sockets.forEach(socket => socket.close()) }
}

async function startRelay(): Promise<{ port: number; stop(): void }> {
  const child = fork(new URL('./floors/raw-relay.ts', import.meta.url))
  const [port] = (await once(child, 'message')) as [number]
  return { port, stop: () => void child.kill() }
}
