import { spawnSync, type SpawnOptions } from 'node:child_process'
import { chownSync, existsSync, readFileSync, statSync } from 'node:fs'
import { userInfo } from 'node:os'
import { binaries } from './binaries.ts'
import { Unavailable } from './unavailable.ts'

/** How a program of PostgreSQL is started here, and as whom. */
export type Launcher = { command(program: string, args: string[]): [string, string[]]; as: Pick<SpawnOptions, 'uid' | 'gid'> }

const plain = (program: string, args: string[]): [string, string[]] => [program, args]

/**
 * PostgreSQL refuses to run as root, and as a user that the machine does not know. Such a one becomes an ordinary user
 * of a namespace of its own; where that is forbidden, root starts the programs as an ordinary user of the machine.
 */
export function launcher(home: string, cluster: string): Launcher {
  const me = process.getuid?.()
  if (me === undefined || (me !== 0 && named())) return { command: plain, as: {} }
  const { postgres } = binaries()
  const ordinary = ordinaryUser()
  const namespace = ['--user', `--map-user=${ordinary}`, `--map-group=${ordinary}`]
  const owner = existsSync(cluster) ? statSync(cluster).uid : me
  if (owner === me && spawnSync('unshare', [...namespace, postgres, '--version']).status === 0)
    return { command: (program, args) => ['unshare', [...namespace, program, ...args]], as: {} }

  const uid = owner || ordinary
  const as = { uid, gid: uid }
  if (me === 0 && handOver(home, cluster, uid) && reaches(postgres, home, as)) return { command: plain, as }
  throw new Unavailable(
    `PostgreSQL refuse de tourner en root, et l’utilisateur ${uid} n’atteint pas ${home} : lancez Relais sous un autre compte, ou donnez DATABASE_URL.`,
    `PostgreSQL refuses to run as root, and user ${uid} cannot reach ${home}: start Relais from another account, or give DATABASE_URL.`
  )
}

function named() {
  try {
    return !!userInfo().username
  } catch {
    return false
  }
}

/** The first ordinary account of the machine; `nobody` when there is none. */
function ordinaryUser() {
  const accounts = readFileSync('/etc/passwd', 'utf8').split('\n')
  const nobody = 65534
  return accounts.map(line => Number(line.split(':')[2])).find(uid => uid >= 1000 && uid < nobody) ?? nobody
}

function handOver(home: string, cluster: string, uid: number) {
  chownSync(home, uid, uid)
  if (!existsSync(cluster) || statSync(cluster).uid === uid) return true
  return spawnSync('chown', ['-R', `${uid}:${uid}`, cluster]).status === 0
}

const reaches = (postgres: string, home: string, as: Launcher['as']) =>
  spawnSync(postgres, ['--version'], as).status === 0 && spawnSync('test', ['-w', home], as).status === 0
