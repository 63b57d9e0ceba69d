import { spawnSync, type SpawnOptions } from 'node:child_process'
import { chownSync, existsSync, statSync } from 'node:fs'
import { binaries } from './binaries.ts'
import { Unavailable } from './unavailable.ts'

/** How a program of PostgreSQL is started here, and as whom. */
export type Launcher = { command(program: string, args: string[]): [string, string[]]; as: Pick<SpawnOptions, 'uid' | 'gid'> }

const ordinary = 1000
const namespace = ['--user', `--map-user=${ordinary}`, `--map-group=${ordinary}`]

/** PostgreSQL refuses to run as root: root becomes an ordinary user of its own namespace, else the programs run as another user. */
export function launcher(home: string, cluster: string): Launcher {
  const plain = (program: string, args: string[]): [string, string[]] => [program, args]
  if (process.getuid?.() !== 0) return { command: plain, as: {} }
  const { postgres } = binaries()
  const owner = existsSync(cluster) ? statSync(cluster).uid : 0
  if (owner === 0 && spawnSync('unshare', [...namespace, postgres, '--version']).status === 0)
    return { command: (program, args) => ['unshare', [...namespace, program, ...args]], as: {} }

  const uid = owner || ordinary
  const as = { uid, gid: uid }
  chownSync(home, uid, uid)
  if (existsSync(cluster) && owner === 0) spawnSync('chown', ['-R', `${uid}:${uid}`, cluster])
  if (spawnSync(postgres, ['--version'], as).status === 0 && spawnSync('test', ['-w', home], as).status === 0) return { command: plain, as }
  throw new Unavailable(
    `PostgreSQL refuse de tourner en root, et l’utilisateur ${uid} n’atteint pas ${home} : lancez Relais sous un autre compte, ou donnez DATABASE_URL.`,
    `PostgreSQL refuses to run as root, and user ${uid} cannot reach ${home}: start Relais from another account, or give DATABASE_URL.`,
  )
}
