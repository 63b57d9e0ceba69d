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
import { spread, type Figure } from './figure.ts'
import type { Settings } from './settings.ts'

/** Some copies of one text, joined over sockets of their own. */
type Room = { docs: readonly Y.Doc[]; leave(): void }
type Join = (room: string, sockets: number) => Promise<Room>
const shapes = [
  { sockets: 2, rooms: 1, each: 2, pace: 40, keys: 250, what: '2 sockets' },
  { sockets: 50, rooms: 10, each: 5, pace: 200, keys: 40, what: '50 sockets, 10 of them typing 5 keys a second' },
] as const

export async function* keystroke({ runs }: Settings): AsyncIterable<Figure> {
  const company = await Company.found()
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
      const [ours, floor] = [spread(samples.ours), spread(samples.floor)]
      yield {
        id: 'P1',
        what: `keystroke to remote document, durable, ${what} (floor: a relay that stores nothing)`,
        ...ours,
        unit: 'ms',
        floor: floor.p50,
        ratio: ours.p50 / floor.p50,
        goal: 'p99 at most 100 ms',
        met: ours.p99 <= 100,
      }
    }
  } finally {
    relay.stop()
    await company.server.stop()
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
