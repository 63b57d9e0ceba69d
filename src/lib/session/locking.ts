import { databaseName } from '$lib/store/stores.ts'
import { holdKey, keyOf, vaultOf } from '$lib/store/vault.ts'
import type { Who } from './who.ts'

export const nameOf = ({ workspace, person }: Who): string => databaseName(workspace.id, person.id)

/** Whether a PIN closes what this person has here. */
export const guarded = (who: Who): boolean => vaultOf(localStorage, nameOf(who)) !== null
/** Whether it stands between this page and their data. */
export const locked = (who: Who): boolean => guarded(who) && !keyOf(indexedDB, nameOf(who))

/** What tabs of one browser say of the lock. The key goes from one to another and is never written. */
export type Said = { name: string } & ({ is: 'ask' | 'lock' | 'touched' } | { is: 'key'; key: CryptoKey })
export const channelName = 'relais:lock'

let known: Who | null = null
let takenAt = 0
/** Whether all tabs were locked since this page has the key. */
export const lockedSince = (name: string): boolean => (vaultOf(localStorage, name)?.locked ?? -1) >= takenAt
/** Under a PIN, names are sealed too: they come with the key. */
export const inside = (who: Who): Who => (known && nameOf(known) === nameOf(who) ? known : who)

/** With the key in this page: whose it is. */
export async function take(who: Who, key: CryptoKey): Promise<void> {
  const { unsealText } = await import('$lib/store/vault-cipher.ts')
  const vault = vaultOf(localStorage, nameOf(who))
  known = vault && (await unsealText<Who>(key, 'who', vault.who))
  holdKey(indexedDB, nameOf(who), key)
  takenAt = Date.now()
}
