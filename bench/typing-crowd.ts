// P1 for a crowd: everybody types at once. One in each room is a whole device, the others only what a socket needs, so that it is
// the server that is measured; the letters of the others are timed where the whole device shows them.
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { randomId } from '#kernel/base/id.ts'
import { textName } from '#kernel/space/name.ts'
import { until } from '../tests/kill/writer.ts'
import type { Company } from './company.ts'
import { Lean } from './lean.ts'

export type Crowd = { rooms: number; each: number; keys: number; pace: number }
/** Where the letters of others appear, ways to write, and an end. */
type Room = { shown: Y.Doc; typists: ((update: Uint8Array) => void)[]; leave(): void }
export type Enter = (room: string, sockets: number) => Promise<Room>

/** How long each letter took to the whole device of its room, and the processor that all these devices needed, in cores. */
export async function typeAll(enter: Enter, { rooms, each, keys, pace }: Crowd): Promise<{ samples: number[]; generator: number }> {
  const all: Room[] = []
  for (let room = 0; room < rooms; room++) all.push(await enter(randomId(), each))
  const samples: number[] = []
  const people = all.flatMap(({ shown, typists }) => {
    const typed = new Map<number, number[]>()
    shown.on('afterTransaction', ({ beforeState, afterState }: Y.Transaction) => {
      const now = performance.now()
      for (const [client, clock] of afterState)
        for (let key = beforeState.get(client) ?? 0; key < clock; key++) {
          const then = typed.get(client)?.[key]
          if (then !== undefined) samples.push(now - then)
        }
    })
    return typists.map(write => {
      const own = new Y.Doc()
      const times: number[] = []
      typed.set(own.clientID, times)
      own.on('update', write)
      return () => {
        times.push(performance.now())
        const text = own.getText('typed')
        text.insert(text.length, 'é')
      }
    })
  })
  const typists = all.map(
    ({ shown }) =>
      () =>
        shown.getText('own').insert(0, 'é')
  )
  const before = { cpu: process.cpuUsage(), at: performance.now() }
  const type = async (press: () => void, n: number, of: number) => {
    const began = performance.now() + (pace * n) / of
    for (let key = 0; key < keys; key++) {
      // By the clock: people do not wait for a busy machine.
      await pause(Math.max(0, began + key * pace - performance.now()))
      press()
    }
  }
  const pressing = [...people, ...typists]
  await Promise.all(pressing.map((press, n) => type(press, n, pressing.length)))
  await until('the last letters', () => samples.length === people.length * keys, 120_000)
  const { user, system } = process.cpuUsage(before.cpu)
  const generator = (user + system) / 1e3 / (performance.now() - before.at)
  for (const room of all) room.leave()
  return { samples, generator }
}

export const enterRelais =
  (company: Company, space: string): Enter =>
  async (room, sockets) => {
    const name = textName(company.workspace, 'document', room, 'body')
    const token = JSON.stringify({ space })
    const { doc, provider, leave } = company.open(name, token)
    await until('the text', () => provider.isSynced)
    const others = Array.from({ length: sockets - 1 }, () => new Lean(company.server.port, company.cookie))
    await Promise.all(others.map(other => other.opened()))
    await Promise.all(others.map(other => other.join(name, token)))
    return {
      shown: doc,
      typists: others.map(other => update => other.send(name, update)),
      leave() {
        leave()
        for (const { socket } of others) socket.terminate()
      },
    }
  }

export const enterRelay =
  (port: number): Enter =>
  async (room, sockets) => {
    const all = Array.from(
      { length: sockets },
      () => new WebSocket(`ws://127.0.0.1:${port}/${room}`, { perMessageDeflate: false }) as WebSocket
    )
    await Promise.all(all.map(socket => once(socket, 'open')))
    const [whole, ...others] = all as [WebSocket, ...WebSocket[]]
    const shown = new Y.Doc()
    shown.on('update', (update: Uint8Array, origin: unknown) => origin !== whole && whole.send(update))
    whole.on('message', (data: Buffer) => Y.applyUpdate(shown, new Uint8Array(data), whole))
    return { shown, typists: others.map(other => update => other.send(update)), leave: () => all.forEach(socket => socket.terminate()) }
  }
