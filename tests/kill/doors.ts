// A server process of the tests: what server/main.ts starts, without the pages. What the routes hand on is asked at these doors.
import { createServer, type IncomingMessage } from 'node:http'
import { commands } from '#domain/commands.ts'
import { business } from '#domain/model.ts'
import { openStore } from '#server/postgres/store.ts'
import { startRelais } from '#server/relais.ts'

const dataDir = process.env.DATA_DIR ?? ''
const port = Number(process.env.PORT)
const store = await openStore(dataDir, process.env.DATABASE_URL)
const clock = { now: () => Date.now() }
const relais = await startRelais({ connection: store.connection, dataDir, clock, model: business, commands, version: '0' })

async function answer(incoming: IncomingMessage): Promise<Response> {
  const url = new URL(incoming.url ?? '/', 'http://localhost')
  const who = await relais.who({ cookie: incoming.headers.cookie ?? '' })
  const [, door, name = ''] = url.pathname.split('/')
  if (door === 'feed') return relais.feed(new Request(url), who)
  const body = Buffer.concat(await Array.fromAsync(incoming as AsyncIterable<Buffer>))
  return relais.command(new Request(url, { method: 'POST', body }), who, name)
}
let stopping = false
const server = createServer((request, response) => {
  if (stopping) return void response.writeHead(503, { connection: 'close' }).end()
  answer(request)
    .then(async answered => response.writeHead(answered.status).end(await answered.text()))
    .catch(fault => {
      console.error(fault)
      response.writeHead(500).end()
    })
})
server.on('upgrade', (request, socket, head) => void relais.sync.upgrade(request, socket, head))
server.listen(port, '127.0.0.1', () => console.log(`http://localhost:${port}`))
process.on('SIGTERM', async () => {
  stopping = true
  server.close()
  server.closeIdleConnections()
  await relais.stop()
  await store.stop()
  process.exit(0)
})
