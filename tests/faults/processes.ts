// The processes of a PostgreSQL, to stop them all at once as a machine under strain would.
import { readdirSync, readFileSync } from 'node:fs'

/** The postmaster and all it started. */
export function familyOf(pid: number): number[] {
  const parentOf = (of: string) => {
    try {
      return Number(readFileSync(`/proc/${of}/stat`, 'utf8').split(') ')[1]?.split(' ')[1])
    } catch {
      return 0
    }
  }
  const all = readdirSync('/proc').filter(name => /^\d+$/.test(name))
  return [pid, ...all.filter(of => parentOf(of) === pid).map(Number)]
}
export function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids)
    try {
      process.kill(pid, name)
    } catch {
      // It had ended.
    }
}
