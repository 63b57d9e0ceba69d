import { holdKey, keepVault, keyOf, vaultOf } from '$lib/store/vault.ts'
import { passed } from '$lib/store/environment.ts'
import { release } from './holder.ts'
import { channelName, guarded, lockedSince, nameOf, type Said } from './locking.ts'
import type { Who } from './who.ts'

const look = 2_000
const touches = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const

/** The lock of an open device: by itself after a time without a touch in any tab, by hand, and in all tabs at once. */
export function watchLock(who: Who): () => void {
  const name = nameOf(who)
  const channel = new BroadcastChannel(channelName)
  let touched = Date.now()
  let told = 0
  let locking = false
  const lock = (word: boolean) => {
    if (locking || !guarded(who)) return
    locking = true
    const vault = vaultOf(localStorage, name)
    // Written, for a tab that is still opening and hears nothing yet.
    if (word && vault) keepVault(localStorage, name, { ...vault, locked: Date.now() })
    if (word) say({ is: 'lock', name })
    void close(name).finally(() => channel.close())
  }
  const say = (said: Said) => channel.postMessage(said)
  const touch = () => {
    touched = Date.now()
    if (passed(told, touched) < look) return
    told = touched
    say({ is: 'touched', name })
  }
  const check = () => {
    const vault = vaultOf(localStorage, name)
    if (vault && passed(touched, Date.now()) > vault.idle * 60_000) lock(true)
    else if (lockedSince(name)) lock(false)
  }
  channel.onmessage = ({ data }: MessageEvent<Said>) => {
    if (data.name !== name) return
    if (lockedSince(name)) return lock(false)
    const key = keyOf(indexedDB, name)
    if (data.is === 'ask' && key && !locking) say({ is: 'key', name, key })
    if (data.is === 'touched') touched = Date.now()
    if (data.is === 'lock') lock(false)
  }
  const now = () => lock(true)
  /** Wherever the focus is, in a field and over a dialog too. */
  const keys = (event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey) || !event.shiftKey || event.key.toUpperCase() !== 'L') return
    event.preventDefault()
    now()
  }
  check()
  const timer = setInterval(check, look)
  // A tablet that was asleep: before anything is drawn for whoever wakes it, or as soon as may be.
  document.addEventListener('visibilitychange', check)
  addEventListener(lockEvent, now)
  addEventListener('keydown', keys, { capture: true })
  for (const kind of touches) addEventListener(kind, touch, { capture: true, passive: true })
  return () => {
    clearInterval(timer)
    document.removeEventListener('visibilitychange', check)
    removeEventListener(lockEvent, now)
    removeEventListener('keydown', keys, { capture: true })
    for (const kind of touches) removeEventListener(kind, touch, { capture: true })
    if (!locking) channel.close()
  }
}
const lockEvent = 'relais:lockNow'
/** By hand. */
export const lockNow = (): boolean => dispatchEvent(new Event(lockEvent))

/** What is being typed is written, all that is in memory goes to the disk, and the page begins again without the key. */
async function close(name: string): Promise<void> {
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
  await new Promise(next => setTimeout(next, 100))
  await release()
  holdKey(indexedDB, name, null)
  document.body.replaceChildren()
  location.reload()
}
