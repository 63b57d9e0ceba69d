import type { Environment } from './environment.ts'

/** Below that, it is the time that the answer took. */
const apart = 60_000

/**
 * How a device asks the server: in the name of its person, so that whoever has signed in to this browser meanwhile is not taken
 * for them. Each answer tells how far ahead the server’s clock is, or zero.
 */
export function asking({ fetch, clock }: Pick<Environment, 'fetch' | 'clock'>, person: string, told: (ahead: number) => void) {
  const ask: Environment['fetch'] = async (path, init = {}) => {
    const headers = { ...Object.fromEntries(new Headers(init.headers)), 'relais-person': person }
    const answer = await fetch(path, { ...init, headers })
    const ahead = Date.parse(answer.headers.get('date') ?? '') - clock.now()
    if (!Number.isNaN(ahead)) told(Math.abs(ahead) > apart ? ahead : 0)
    return answer
  }
  return ask
}
