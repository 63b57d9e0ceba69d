import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chownSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, realpathSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { holdAlone } from './alone.ts'
import { binaries } from './binaries.ts'
import { launcher, type Launcher } from './launcher.ts'
import { orphansOf } from './orphans.ts'
import { answering, living, port, stop, user } from './postmaster.ts'
import { Unavailable } from './unavailable.ts'

export type Embedded = {
  connection: { host: string; port: number; user: string; database: string }
  url: string
  pid: number
  adopted: boolean
  stop(): Promise<void>
}

const modest = { listen_addresses: '', shared_buffers: '64MB', max_connections: '60', unix_socket_permissions: '0700', lc_messages: 'C' }
/**
 * The private PostgreSQL of a data folder; `settings` are added to its own, which are the durable ones.
 * It outlives a killed Node and the next start adopts it: only `stop` ends it. A second Relais on the same folder is refused.
 */
export async function startEmbedded(dataDir: string, settings: Record<string, string> = {}): Promise<Embedded> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const home = realpathSync(dataDir)
  const cluster = join(home, 'pg')
  const as = launcher(home, cluster)
  if (!existsSync(cluster)) initialise(home, cluster, as)

  const found = await living(cluster)
  const { pid, socket } = found ?? (await spawnPostmaster(home, cluster, as, settings))
  const hold = await holdAlone({ host: socket, port, user, database: 'postgres' })
  const { rowCount } = await hold.query('select from pg_database where datname = $1', [user])
  if (!rowCount) await hold.query(`create database ${user}`)

  return {
    connection: { host: socket, port, user, database: user },
    url: `postgresql://${user}@localhost/${user}?host=${encodeURIComponent(socket)}&port=${port}`,
    pid,
    adopted: !!found,
    async stop() {
      await hold.end()
      await stop(cluster, pid)
    },
  }
}

/** Made beside its place, then renamed: a cluster is whole or absent. */
function initialise(home: string, cluster: string, { command, as }: Launcher) {
  const draft = `${cluster}.new`
  rmSync(draft, { recursive: true, force: true })
  const locale = [
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    ...(process.platform === 'linux' ? ['--lc-ctype=C.UTF-8'] : []),
  ]
  const [program, args] = command(binaries().initdb, ['-D', draft, '-U', user, '--auth=trust', ...locale])
  const made = spawnSync(program, args, { ...as, cwd: home, encoding: 'utf8' })
  if (made.status !== 0) throw new Error(`initdb: ${made.error ?? made.stderr}`)
  renameSync(draft, cluster)
}

/** In the data folder, unless its path is too long for a socket (about 100 characters). */
function socketFolder(home: string, { as }: Launcher) {
  const near = join(home, 'run')
  const folder = near.length <= 80 ? near : join(tmpdir(), `relais-${createHash('sha256').update(home).digest('hex').slice(0, 16)}`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (as.uid !== undefined && as.gid !== undefined) chownSync(folder, as.uid, as.gid)
  return folder
}

async function spawnPostmaster(home: string, cluster: string, launch: Launcher, settings: Record<string, string>) {
  const socket = socketFolder(home, launch)
  const options = Object.entries({ ...modest, unix_socket_directories: `"${socket}"`, ...settings }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ])
  const [program, args] = launch.command(binaries().postgres, ['-D', cluster, ...options])
  // Nobody answers there; the lock that counts is the one of the cluster.
  rmSync(join(socket, `.s.PGSQL.${port}.lock`), { force: true })
  const log = join(home, 'postgres.log')

  for (let attempt = 0; ; attempt++) {
    const output = openSync(log, 'w')
    const child = spawn(program, args, { ...launch.as, cwd: home, detached: true, stdio: ['ignore', output, output] })
    closeSync(output)
    child.unref()
    let ended: unknown
    child.on('error', fault => (ended = fault)).on('exit', (code, signal) => (ended = `${code ?? signal}`))
    while (!ended) {
      const ready = await answering(cluster, child.pid)
      if (ready) return ready
      await pause(10)
    }
    const said = readFileSync(log, 'utf8')
    // Killed a moment ago, it leaves workers that take a moment to notice.
    const remnant = /lock file "postmaster.pid" is empty/.test(said)
    const held = /shared memory block .* is still in use/.test(said)
    // A power cut left it before its first word: nobody who starts takes two seconds to say it.
    if (remnant && attempt === 20) rmSync(join(cluster, 'postmaster.pid'), { force: true })
    // Nor to notice that its postmaster is dead, unless it waits for a disk or a debugger: the next start recovers what it left.
    if (held && attempt >= 20) for (const orphan of orphansOf(cluster)) end(orphan)
    if (!(remnant || held) || attempt === 100) throw new Unavailable(...whyNot(cluster, `${ended}`, said))
    await pause(100)
  }
}

function end(pid: number) {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has just gone.
  }
}

/** PostgreSQL’s own last word, and what to do about it. */
function whyNot(cluster: string, ended: string, said: string): [string, string] {
  const word = said.match(/(?:FATAL|PANIC): .*/g)?.at(-1) ?? (said.trim().split('\n').at(-1) || ended)
  if (/No space left on device/.test(said))
    return [
      `Le disque de ${cluster} est plein : faites de la place, puis relancez Relais. Rien de ce qui est enregistré n’est perdu.`,
      `The disk of ${cluster} is full: make room, then start Relais again. Nothing that was saved is lost.`,
    ]
  return [
    `La base de données de ${cluster} ne démarre pas ; son dossier est peut-être endommagé (${word}). Gardez-le à part et restaurez une sauvegarde : DATA_DIR=<dossier neuf> npm run restore <sauvegarde>.`,
    `The database of ${cluster} does not start; its folder may be damaged (${word}). Keep it aside and restore a backup: DATA_DIR=<new folder> npm run restore <backup>.`,
  ]
}
