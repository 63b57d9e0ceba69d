import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createServer, type RequestListener, type Server } from 'node:http'
import { business } from '#domain/model.ts'
import { commands } from '#domain/commands.ts'
import { front } from './http/front.ts'
import { spoken } from './postgres/damage.ts'
import { postSettings } from './mail/post.ts'
import { providerSettings } from './auth/provider-settings.ts'
import { Shell } from './http/shell.ts'
import { openStore } from './postgres/store.ts'
import { Unavailable } from './postgres/unavailable.ts'
import { startRelais, type Relais } from './relais.ts'
import { version } from './version.ts'

const port = Number(process.env.PORT ?? 3000)
const host = process.env.HOST ?? '127.0.0.1'
const dataDir = process.env.DATA_DIR ?? 'data'
const strict = process.env.RELAIS_STRICT_PORT === '1'

async function start() {
  const handler = await page()
  const store = await openStore(dataDir, process.env.DATABASE_URL)
  const relais = await startRelais({
    connection: store.connection,
    dataDir,
    clock: { now: () => Date.now() },
    model: business,
    commands,
    version,
    post: postSettings(process.env),
    provider: providerSettings(process.env),
  })
  ;(globalThis as { [key: symbol]: Relais })[Symbol.for('relais')] = relais

  let stopping = false
  const { request, upgrade } = front({
    handler,
    upgrade: (request, socket, head) => void relais.sync.upgrade(request, socket, head),
    stopping: () => stopping,
  })
  const server = createServer(request).on('upgrade', upgrade)
  const address = await listen(server)
  console.log(`Relais est ouvert : http://localhost:${address}\nRelais is open: http://localhost:${address}`)

  const stop = async () => {
    if (stopping) return
    stopping = true
    server.close()
    server.closeIdleConnections()
    await relais.stop()
    await store.stop()
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void stop())
}

/** The built pages and endpoints, told how requests reach us. */
async function page(): Promise<RequestListener> {
  process.env.PROTOCOL_HEADER ??= 'x-forwarded-proto'
  process.env.BODY_SIZE_LIMIT ??= '16M'
  const built = new URL('../build/handler.js', import.meta.url)
  // The tests of the log and of kills need no page.
  if (!existsSync(built) && process.env.RELAIS_TESTS === '1') return (_, response) => response.writeHead(503).end()
  if (!existsSync(built))
    throw new Unavailable(
      'L’application n’est pas encore construite : lancez « npm start ».',
      'The application is not built yet: run “npm start”.'
    )
  const { handler } = (await import(built.href)) as { handler: RequestListener }
  const shell = new Shell(fileURLToPath(new URL('../build/prerendered/shell.html', import.meta.url)))
  return (request, response) => {
    if (shell.answer(request, response)) return
    request.headers['x-forwarded-proto'] ??= 'http'
    handler(request, response)
  }
}

/** On the port asked for, else on the next free one, saying so. */
async function listen(server: Server): Promise<number> {
  for (let at = port; ; at++) {
    const busy = await new Promise<boolean>((resolve, reject) => {
      server.once('error', (fault: NodeJS.ErrnoException) => (fault.code === 'EADDRINUSE' ? resolve(true) : reject(fault)))
      server.listen(at, host, () => resolve(false))
    })
    if (!busy) {
      const address = server.address()
      return typeof address === 'object' && address ? address.port : at
    }
    if (strict || at >= port + 50)
      throw new Unavailable(
        `Le port ${at} est déjà pris : arrêtez le programme qui l’occupe, ou donnez un autre PORT.`,
        `Port ${at} is busy: stop the program that holds it, or give another PORT.`
      )
    console.log(`Le port ${at} est déjà pris : essai du port ${at + 1}.\nPort ${at} is busy: trying port ${at + 1}.`)
  }
}

start().catch((fault: unknown) => {
  console.error(spoken(fault))
  process.exit(1)
})
