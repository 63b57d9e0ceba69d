import { keepUnsent, waitsIn } from '$lib/store/lock.ts'
import { condemn } from '$lib/store/wipe.ts'
import { emptied } from './emptied.ts'
import { nameOf } from './locking.ts'
import type { Who } from './who.ts'

/**
 * Who has just signed in finds nothing of those who were here before and did not sign out: all of it goes but what the server does not
 * have, which waits for them. What a PIN closes is left as it is.
 */
export async function clearOthers(who: Who): Promise<void> {
  const names = (await indexedDB.databases?.().catch(() => [])) ?? []
  const theirs = names.flatMap(({ name = '' }) => (/^relais:[^:]+:[^:]+$/.test(name) && name !== nameOf(who) ? name : []))
  for (const name of theirs)
    await navigator.locks.request(`${name}:leader`, async () => {
      if (await waitsIn(indexedDB, localStorage, name)) await keepUnsent(indexedDB, name)
      else condemn(localStorage, name)
    })
  await emptied()
}
