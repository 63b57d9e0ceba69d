import { readFileSync } from 'node:fs'

/** Dies here, as in a power cut, when a test says so: `RELAIS_KILL_AT=append:before` or, the third time it is passed, `append:before:3`. */
export function killPoint(name: string): void {
  if (name !== point || --left > 0) return
  // A file whose first line is a pid: Postgres goes with us.
  const also = process.env.RELAIS_KILL_ALSO
  if (also) process.kill(Number(readFileSync(also, 'utf8').split('\n', 1)[0]), 'SIGKILL')
  process.kill(process.pid, 'SIGKILL')
}

/** Dies while the work is under way, a moment after it began; never once it has ended. */
export function killDuring(name: string, work: Promise<unknown>): void {
  if (name !== point) return
  let ended = false
  work.then(
    () => (ended = true),
    () => (ended = true)
  )
  setImmediate(() => ended || killPoint(name))
}

const wanted = process.env.RELAIS_TESTS === '1' ? process.env.RELAIS_KILL_AT?.split(':') : undefined
let left = Number(wanted?.[2] ?? 1)
const point = wanted ? `${wanted[0]}:${wanted[1]}` : undefined
