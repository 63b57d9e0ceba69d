import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/**
 * The processes of PostgreSQL that stand in the folder of a cluster: once its postmaster is dead, those that have not noticed yet.
 * Known on Linux only; elsewhere there is nothing to do but wait for them.
 */
export function orphansOf(cluster: string): number[] {
  return numbersIn('/proc').filter(pid => {
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === cluster && readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('postgres')
    } catch {
      return false
    }
  })
}

function numbersIn(folder: string): number[] {
  try {
    return readdirSync(folder).map(Number).filter(Number.isInteger)
  } catch {
    return []
  }
}
