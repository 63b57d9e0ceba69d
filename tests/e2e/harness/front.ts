// A front before the server, as a company may have one, that can serve the next release of the application’s service worker.
import { once } from 'node:events'
import { createServer, request, type Server } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'

export class Front {
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  /** Said at the end of the service worker: a browser takes one that differs by a letter for a new release. */
  release = ''

  constructor(port: number) {
    this.#server = createServer((asked, answer) => {
      const { method, url = '/', headers } = asked
      const plain = url === '/service-worker.js' ? { ...headers, 'accept-encoding': 'identity', 'if-none-match': '' } : headers
      const further = request({ host: '127.0.0.1', port, method, path: url, headers: plain }, came => {
        if (url !== '/service-worker.js') return void came.pipe(answer.writeHead(came.statusCode ?? 502, came.headers))
        const { 'content-length': _, etag: __, ...rest } = came.headers
        answer.writeHead(came.statusCode ?? 502, rest)
        came.on('data', part => answer.write(part)).on('end', () => answer.end(`\n// ${this.release}\n`))
      })
      further.on('error', () => answer.destroy())
      asked.pipe(further)
    })
    this.#server.on('connection', socket => this.#sockets.add(socket))
    this.#server.on('upgrade', (asked, near: Socket, head) => {
      const far = connect(port, '127.0.0.1', () => {
        const lines = asked.rawHeaders.flatMap((name, n) => (n % 2 ? [] : [`${name}: ${asked.rawHeaders[n + 1]}`]))
        far.write(`GET ${asked.url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
        far.write(head)
        near.pipe(far).pipe(near)
      })
      for (const [one, two] of [
        [near, far],
        [far, near],
      ] as const)
        one.on('error', () => two.destroy()).on('close', () => two.destroy())
    })
  }
  async open(): Promise<this> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    return this
  }
  get url() {
    return `http://localhost:${(this.#server.address() as AddressInfo).port}`
  }
  async close(): Promise<void> {
    const closed = once(this.#server.close(), 'close')
    for (const socket of this.#sockets) socket.destroy()
    await closed
  }
}
