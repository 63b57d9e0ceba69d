import type { Device } from '$lib/store/device.ts'
import { thinPlace } from '$lib/store/wipe.ts'
import { emptied } from './emptied.ts'
import { release } from './holder.ts'
import { nameOf } from './locking.ts'
import { depart, departLocked, endLeft, type Who } from './who.ts'

/**
 * One leaves this device, with or without a network: nothing of theirs is readable in it any more, in any tab. What had not left
 * is lost: whoever asks for it has said so.
 */
export async function leave(who: Who, to = '/connexion'): Promise<void> {
  depart(who)
  await release()
  await emptied()
  await endLeft().catch(() => null)
  goAway(to)
}
/**
 * The session was ended from another device: this one may be in anybody’s hands. It keeps only what the server does not have, which
 * leaves when the same person signs in on it again.
 */
export async function sendAway(device: Device): Promise<void> {
  const returned = device.attention.filter(({ kind }) => kind !== 'conflict')
  const unsent = device.unsent.length + device.waiting.length + returned.length
  if (unsent) {
    localStorage.setItem(thinPlace, nameOf(device))
    departLocked()
  } else depart(device)
  await release()
  await emptied()
  goAway('/connexion?fin=ailleurs')
}
/** What is drawn would come back with one step back in the history. */
function goAway(to: string): void {
  document.body.replaceChildren()
  location.replace(to)
}
