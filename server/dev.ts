import type { ViteDevServer } from 'vite'
import { business } from '#domain/model.ts'
import { commands } from '#domain/commands.ts'
import { LetterDrawer } from './mail/drawer.ts'
import { postSettings } from './mail/post.ts'
import { providerSettings } from './auth/provider-settings.ts'
import { openStore } from './postgres/store.ts'
import { startRelais, type Relais } from './relais.ts'
import { version } from './version.ts'

/** `npm run dev`: the same server beside Vite, on Vite's port. Its files are read once: after a change to them, start again. */
export async function attach(vite: ViteDevServer): Promise<void> {
  const dataDir = process.env.DATA_DIR ?? 'data'
  const store = await openStore(dataDir, process.env.DATABASE_URL)
  // With no SMTP server, letters are read here.
  const drawer = new LetterDrawer(`http://localhost:${vite.config.server.port}`)
  vite.middlewares.use('/dev/mail', drawer.show)
  const relais = await startRelais({
    connection: store.connection,
    dataDir,
    clock: { now: () => Date.now() },
    model: business,
    commands,
    version,
    post: postSettings(process.env) ?? drawer,
    provider: providerSettings(process.env),
  })
  ;(globalThis as { [key: symbol]: Relais })[Symbol.for('relais')] = relais
  vite.httpServer?.on('upgrade', (request, socket, head) => {
    if (request.url?.split('?', 1)[0] === '/sync') void relais.sync.upgrade(request, socket, head)
  })
  // Vite waits for its own closing before it ends the process, so ours is part of it.
  const close = vite.close.bind(vite)
  let stopped: Promise<void> | undefined
  vite.close = async () => {
    stopped ??= relais.stop().then(() => store.stop())
    await stopped
    await close()
  }
  process.once('SIGINT', () => void vite.close().then(() => process.exit(0)))
}
