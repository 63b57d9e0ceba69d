import type { IncomingMessage, RequestListener } from 'node:http'
import type { Duplex } from 'node:stream'
import { believe, insecure, insecureLine, refuseInsecure } from './insecure.ts'
import { secure } from './shell.ts'

type Behind = {
  handler: RequestListener
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  stopping(): boolean
}

/** What every request and every line meets first, whatever it asks for. */
export const front = ({ handler, upgrade, stopping }: Behind) => ({
  request: ((request, response) => {
    believe(request)
    secure(request, response)
    // A line kept open brings request after request: a stop would wait for as long as anyone asks.
    if (stopping()) response.writeHead(503, { connection: 'close', 'retry-after': '2' }).end()
    else if (insecure(request)) refuseInsecure(request, response)
    else handler(request, response)
  }) satisfies RequestListener,

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer) {
    believe(request)
    if (insecureLine(request)) refuse(socket, '403 Forbidden')
    else if (request.url?.split('?', 1)[0] === '/sync') upgrade(request, socket, head)
    else refuse(socket, '404 Not Found')
  },
})

const refuse = (socket: Duplex, status: string) => socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
