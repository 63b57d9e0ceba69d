// The least that can carry a keystroke: what comes in goes out to the others of its room, what came in one turn merged. Nothing is stored.
import type { AddressInfo } from 'node:net'
import { WebSocketServer, type WebSocket } from 'ws'
import { mergeUpdates } from 'yjs'

const rooms = new Map<string, Set<WebSocket>>()
const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false })

server.on('connection', (socket, request) => {
  const name = request.url ?? ''
  const room = rooms.get(name) ?? new Set()
  rooms.set(name, room.add(socket))
  let waiting: Uint8Array[] = []
  socket.on('message', (data: Buffer) => {
    if (waiting.push(new Uint8Array(data)) > 1) return
    setImmediate(() => {
      const update = waiting.length > 1 ? mergeUpdates(waiting) : waiting[0]!
      waiting = []
      for (const other of room) if (other !== socket) other.send(update)
    })
  })
  socket.on('close', () => {
    room.delete(socket)
    if (!room.size) rooms.delete(name)
  })
})
server.on('listening', () => process.send?.((server.address() as AddressInfo).port))
process.on('disconnect', () => process.exit(0))
