// The real server, as a process that a test can really kill: `node server/main.ts` over a build, with a data folder and a port of its own.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { living, port as databasePort, stop as stopPostmaster, user } from '#server/postgres/postmaster.ts'
import { serverOptions } from '../../../scripts/server-options.mjs'

/** `dataDir` is kept at the end; one made here, empty or a copy of that of a server that was stopped, is not. */
export type Options = { port?: number; dataDir?: string; copyOf?: string; env?: Record<string, string> }

export type Server = {
  readonly url: string
  readonly port: number
  readonly dataDir: string
  /** Of the process that runs now, or of the last one. */
  readonly pid: number
  /** What its database holds, read past the server. */
  query<Row extends pg.QueryResultRow>(sql: string): Promise<Row[]>
  /** All that this server has printed, over its restarts. */
  output(): string
  /** SIGKILL, and back once the port refuses. The database lives on, unless it is to die too. */
  kill(also?: { postgres: boolean }): Promise<void>
  /** Starts again on the same port and the same data; a process still alive is killed first. The pid is a new one. */
  restart(env?: Record<string, string>): Promise<void>
  /** SIGTERM; nothing is left running, and a data folder made here is removed. */
  stop(): Promise<void>
}

const root = join(import.meta.dirname, '../../..')

export async function startServer({ port, dataDir, copyOf, env = {} }: Options = {}): Promise<Server> {
  const own = dataDir === undefined
  const data = dataDir ?? mkdtempSync(join(tmpdir(), 'relais-e2e-'))
  if (copyOf) copyFolder(copyOf, data)
  const chosen = port ?? (await freePort())
  const url = `http://localhost:${chosen}`
  let said = ''
  let child: ChildProcess

  async function start(more: Record<string, string> = {}) {
    const { DATABASE_URL: _external, ...inherited } = process.env
    child = spawn(process.execPath, [...serverOptions, 'server/main.ts'], {
      cwd: root,
      env: { ...inherited, NODE_ENV: 'production', HOST: '127.0.0.1', ...env, ...more, PORT: String(chosen), DATA_DIR: data },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const from = said.length
    for (const stream of [child.stdout!, child.stderr!]) stream.setEncoding('utf8').on('data', text => (said += text))
    for (const end = Date.now() + 120_000; ;) {
      const ready = /^Relais is open: http:\/\/localhost:(\d+)/m.exec(said.slice(from))
      if (ready && Number(ready[1]) === chosen) return
      if (ready || child.exitCode !== null || Date.now() > end) {
        child.kill('SIGKILL')
        throw new Error(`the server did not come up on ${url}:\n${said.slice(from)}`)
      }
      await pause(20)
    }
  }

  async function end(signal: 'SIGKILL' | 'SIGTERM') {
    if (child.exitCode === null && child.signalCode === null) {
      const gone = once(child, 'exit')
      child.kill(signal)
      await gone
    }
    while (await accepts(chosen)) await pause(10)
  }

  async function postmaster() {
    return living(join(data, 'pg'))
  }

  await start()
  return {
    url,
    port: chosen,
    dataDir: data,
    get pid() {
      return child.pid!
    },
    output: () => said,
    async query<Row extends pg.QueryResultRow>(sql: string) {
      const client = new pg.Client({ host: (await postmaster())?.socket ?? '', port: databasePort, user, database: user })
      await client.connect()
      try {
        return (await client.query<Row>(sql)).rows
      } finally {
        await client.end()
      }
    },
    async kill({ postgres } = { postgres: false }) {
      const database = postgres ? await postmaster() : undefined
      await end('SIGKILL')
      if (database) process.kill(database.pid, 'SIGKILL')
    },
    async restart(more) {
      const before = child.pid
      await end('SIGKILL')
      await start(more)
      if (child.pid === before) throw new Error(`the server has the same pid as before (${before})`)
    },
    async stop() {
      await end('SIGTERM')
      const left = await postmaster()
      if (left) await stopPostmaster(join(data, 'pg'), left.pid)
      if (own) rmSync(data, { recursive: true, force: true })
    },
  }
}

/** Owner and rights included: PostgreSQL may run as somebody else. */
export function copyFolder(from: string, to: string) {
  mkdirSync(to, { recursive: true, mode: 0o700 })
  const { status, stderr } = spawnSync('cp', ['-a', `${from}/.`, to], { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
}

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}

/** Whether anybody listens there. */
export async function accepts(port: number) {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
