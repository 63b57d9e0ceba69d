/** Dies here, as in a power cut, when a test says so: `RELAIS_KILL_AT=append:before` or, the third time it is passed, `append:before:3`. */
export function killPoint(name: string): void {
  if (name !== point || --left > 0) return
  const also = Number(process.env.RELAIS_KILL_ALSO)
  if (also > 0) process.kill(also, 'SIGKILL')
  process.kill(process.pid, 'SIGKILL')
}

const wanted = process.env.RELAIS_TESTS === '1' ? process.env.RELAIS_KILL_AT?.split(':') : undefined
let left = Number(wanted?.[2] ?? 1)
const point = wanted ? `${wanted[0]}:${wanted[1]}` : undefined
