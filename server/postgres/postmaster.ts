import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'

export const user = 'relais'
export const port = 5432

export type Postmaster = { pid: number; socket: string; status: string }

/** What postmaster.pid says, one thing a line: pid, data folder, start, port, socket folder, address, shared memory, status. */
export function read(cluster: string): Postmaster | undefined {
  try {
    const lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')
    return { pid: Number(lines[0]), socket: lines[4] ?? '', status: lines[7]?.trim() ?? '' }
  } catch {
    return undefined
  }
}

function alive(pid: number) {
  try {
    return pid > 0 && process.kill(pid, 0)
  } catch (fault) {
    return (fault as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** The postmaster that a former Relais left at work in this folder, if it really answers. One that starts or stops is waited for. */
export async function living(cluster: string): Promise<Postmaster | undefined> {
  const began = Date.now()
  for (;;) {
    const file = read(cluster)
    if (!file || !alive(file.pid)) return undefined
    const answer = await ask(file.socket, cluster)
    if (answer === 'ours') return file
    if (answer === 'silent' && (file.status === 'ready' || Date.now() - began > 5_000)) return void disown(cluster, file.pid)
    await pause(50)
  }
}

/** A postmaster that was just started, once it answers. */
export async function answering(cluster: string, pid: number | undefined): Promise<Postmaster | undefined> {
  const file = read(cluster)
  return file?.pid === pid && (await ask(file!.socket, cluster)) === 'ours' ? file : undefined
}

/**
 * The pid was given to another program since (a restarted machine or container), and PostgreSQL would refuse to start for ever.
 * With the pid of its own parent in the file it passes that check, and still refuses if its shared memory is in use.
 */
function disown(cluster: string, pid: number) {
  // It may have ended meanwhile, and taken its file with it.
  if (read(cluster)?.pid !== pid) return
  const path = join(cluster, 'postmaster.pid')
  writeFileSync(path, readFileSync(path, 'utf8').replace(/^-?\d+/, String(process.pid)))
}

async function ask(host: string, cluster: string): Promise<'ours' | 'busy' | 'silent'> {
  if (!host) return 'silent'
  const client = new pg.Client({ host, port, user, database: 'postgres', connectionTimeoutMillis: 5_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    const { rows } = await client.query<{ data_directory: string }>('show data_directory')
    return rows[0]?.data_directory === cluster ? 'ours' : 'silent'
  } catch (fault) {
    const startingOrStopping = '57P03'
    return (fault as { code?: string }).code === startingOrStopping ? 'busy' : 'silent'
  } finally {
    await client.end().catch(() => {})
  }
}

/** Fast and clean: sessions are closed, all is written, and the folder is free when this returns. */
export async function stop(cluster: string, pid: number) {
  const running = () => existsSync(join(cluster, 'postmaster.pid')) && read(cluster)?.pid === pid && alive(pid)
  if (running()) process.kill(pid, 'SIGINT')
  for (let waited = 0; running(); waited += 10) {
    if (waited === 30_000) process.kill(pid, 'SIGQUIT')
    await pause(10)
  }
}
