// The least that a server of sockets can be: whoever comes is let in, and each message is answered with itself.
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'

const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false, backlog: 4_096 })
server.on('connection', socket => socket.on('message', (data: Buffer) => socket.send(data)))
server.on('listening', () => process.send?.((server.address() as AddressInfo).port))
process.on('disconnect', () => process.exit(0))
