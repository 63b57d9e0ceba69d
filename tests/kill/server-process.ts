// A real server process that can be killed, and started again on the same data.
import { spawn, type ChildProcess } from 'node:child_process'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))

export class ServerProcess {
  private child: ChildProcess | null = null
  private said = ''
  readonly dataDir: string
  readonly port: number
  readonly environment: Record<string, string>
  readonly entry: string
  constructor(dataDir: string, port: number, environment: Record<string, string> = {}, entry = 'server/main.ts') {
    this.dataDir = dataDir
    this.port = port
    this.environment = environment
    this.entry = entry
  }
  get pid() {
    return this.child?.pid
  }
  get output() {
    return this.said
  }
  get running() {
    return this.child !== null
  }

  /** Resolves true once it answers, false if it died first. */
  async start(kill?: { at: string; postgres: boolean }): Promise<boolean> {
    const env = {
      ...process.env,
      NODE_ENV: 'production',
      PORT: String(this.port),
      RELAIS_STRICT_PORT: '1',
      DATA_DIR: this.dataDir,
      RELAIS_TESTS: '1',
      ...this.environment,
      ...(kill ? { RELAIS_KILL_AT: kill.at } : {}),
      ...(kill?.postgres ? { RELAIS_KILL_ALSO: join(this.dataDir, 'pg/postmaster.pid') } : {}),
    }
    const child = spawn(process.execPath, [this.entry], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
    this.child = child
    this.said = ''
    const ready = new Promise<boolean>(resolve => {
      const hear = (data: Buffer) => {
        this.said += data
        if (this.said.includes(`http://localhost:${this.port}`)) resolve(true)
      }
      child.stdout.on('data', hear)
      child.stderr.on('data', hear)
      child.once('exit', () => {
        this.child = null
        resolve(false)
      })
    })
    return ready
  }

  /** Its end, however it comes; killed after a while if it does not. */
  async end(patience: number): Promise<void> {
    const { child } = this
    if (!child) return
    const timer = setTimeout(() => child.kill('SIGKILL'), patience)
    await new Promise(done => child.once('exit', done))
    clearTimeout(timer)
  }
  async stop(): Promise<number | null> {
    const { child } = this
    if (!child) return null
    const code = new Promise<number | null>(done => child.once('exit', done))
    child.kill('SIGTERM')
    return code
  }
}

/** A port that nobody holds at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise(done => server.once('listening', done))
  const { port } = server.address() as AddressInfo
  await new Promise(done => server.close(done))
  return port
}
