import { changePin, keepUnsent, tryPin, waitingIn, type Tried } from '$lib/store/lock.ts'
import { close, open, settle, type Disk } from '$lib/store/vault-move.ts'
import { chooseIdle, keyOf, sealedName, vaultOf } from '$lib/store/vault.ts'
import { browserEnvironment } from '$lib/store/environment.ts'
import { release } from './holder.ts'
import { nameOf, take } from './locking.ts'
import { rememberAgain, type Who } from './who.ts'

type Told = (share: number) => void
const disk = (): Disk => ({ ...browserEnvironment(), memory: localStorage })
const clock = { now: () => Date.now() }

/** Whether this browser has what a PIN needs. */
export const protectable = (): boolean =>
  typeof crypto !== 'undefined' && 'subtle' in crypto && typeof indexedDB.databases === 'function' && 'locks' in navigator

/** Puts a PIN on what this person has here; every tab begins again, locked. */
export async function protect(who: Who, pin: string, idle: number, told: Told): Promise<void> {
  const { person, workspace } = who
  await release()
  try {
    await close(disk(), nameOf(who), { pin, who: { person: { ...person }, workspace: { ...workspace } }, idle }, (done, of) =>
      told(done / of)
    )
  } finally {
    await settle(disk(), nameOf(who))
    rememberAgain({ person, workspace })
  }
  location.reload()
}
/** Takes it off; the PIN has just been given. */
export async function unprotect(who: Who, told: Told): Promise<void> {
  const key = keyOf(indexedDB, nameOf(who))
  if (!key) return
  await release()
  try {
    await open(disk(), nameOf(who), key, (done, of) => told(done / of))
  } finally {
    await settle(disk(), nameOf(who))
    rememberAgain({ person: who.person, workspace: who.workspace })
  }
  location.reload()
}
export const changeCode = (who: Who, former: string, next: string): Promise<boolean> =>
  changePin({ indexedDB, memory: localStorage, clock }, nameOf(who), former, next)
export const lockAfter = (who: Who, minutes: number): void => chooseIdle(localStorage, nameOf(who), minutes)
export const idleOf = (who: Who): number => vaultOf(localStorage, nameOf(who))?.idle ?? 5

/** Whether it is the PIN of an open device. Wrong, it counts as one of the tries: whoever found the device open may not guess. */
export const rightPin = async (who: Who, pin: string): Promise<boolean> => (await unlock(who, pin)).open
/** Tries a PIN; right, the key is in this page and nowhere else. */
export async function unlock(who: Who, pin: string): Promise<Tried> {
  const tried = await tryPin({ indexedDB, memory: localStorage, clock }, nameOf(who), pin)
  const key = tried.open ? keyOf(indexedDB, nameOf(who)) : null
  if (key) await take(who, key)
  return tried
}
/** How much waits in a closed device, which is all it says. */
export const waiting = (who: Who): Promise<number> => waitingIn(indexedDB, nameOf(who))
/** Milliseconds until the next PIN may be tried; and whether too many were. */
export const patience = (who: Who): number => Math.max(0, (vaultOf(localStorage, nameOf(who))?.after ?? 0) - Date.now())
export const emptiedByTries = (who: Who): boolean => vaultOf(localStorage, nameOf(who))?.kept === true
/** A move that a dying page left is settled before the lock is shown; answers whether there is one. */
export const settled = (who: Who): Promise<boolean> => settle(disk(), nameOf(who))

/** All but what the server does not have goes, once no tab holds the disk any more. */
export const thinned = (name: string): Promise<void> =>
  navigator.locks.request(`${name}:leader`, () =>
    keepUnsent(indexedDB, vaultOf(localStorage, name) ? sealedName(name) : name)
  ) as Promise<void>
