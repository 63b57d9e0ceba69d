import type { Memory } from './environment.ts'

/** The databases that are to go. Said before anything goes: nobody writes in them any more, and a wipe that is cut short is finished. */
export const condemnedPlace = 'relais:wiping'

export function condemnedIn(memory: Memory | null | undefined): string[] {
  try {
    const said: unknown = JSON.parse(memory?.getItem(condemnedPlace) ?? '[]')
    return Array.isArray(said) ? said.filter(name => typeof name === 'string') : []
  } catch {
    return []
  }
}
export const condemned = (memory: Memory | null | undefined, database: string): boolean => condemnedIn(memory).includes(database)

/** From now on nothing is read from this database nor written in it, by any tab, until it is gone. */
export function condemn(memory: Memory | null | undefined, database: string): void {
  memory?.setItem(condemnedPlace, JSON.stringify([...new Set([...condemnedIn(memory), database])]))
}

/** The session of who left could not be ended without a network: it is, before anything else is asked. */
export const leftPlace = 'relais:left'

/** A database that is to lose all but what the server does not have: its session was ended from elsewhere. */
export const thinPlace = 'relais:thinning'
