import { vaultOf } from '$lib/store/vault.ts'
import { channelName, nameOf, take, type Said } from './locking.ts'
import type { Who } from './who.ts'

const patience = 250

/** Another tab may be open already: all of them are, or none. */
export async function askTabs(who: Who): Promise<boolean> {
  const name = nameOf(who)
  const vault = vaultOf(localStorage, name)
  if (!vault || vault.moving || vault.kept) return false
  const channel = new BroadcastChannel(channelName)
  const key = await new Promise<CryptoKey | null>(resolve => {
    channel.onmessage = ({ data }: MessageEvent<Said>) => data.is === 'key' && data.name === name && resolve(data.key)
    channel.postMessage({ is: 'ask', name } satisfies Said)
    setTimeout(() => resolve(null), patience)
  })
  channel.close()
  if (key) await take(who, key)
  return key !== null
}
