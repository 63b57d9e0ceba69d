import type { Memory } from './environment.ts'
import { sealText, unsealText } from './vault-cipher.ts'

const place = 'memory'
const ours = (database: string, key: string) => key.startsWith(`${database}:edit:`) || key.startsWith(`${database}:command:`)
const keysOf = (memory: Memory) => Array.from({ length: memory.length }, (_, n) => memory.key(n) ?? '')
/** As it was kept before there was a PIN. */
const plain = (text: string) => text.startsWith('{')

/**
 * The small storage as a device under a PIN sees it: what is kept beside the disk is in memory, and sealed a moment after where it
 * lasts. What was kept there in clear is sealed now.
 */
export async function sealedMemory(memory: Memory, database: string, key: CryptoKey): Promise<Memory> {
  const held = new Map<string, string>()
  const write = async (name: string, text: string) => {
    const sealed = await sealText(key, place, text)
    if (held.get(name) !== text) return
    try {
      memory.setItem(name, sealed)
    } catch {
      // Full: the disk alone keeps it.
    }
  }
  for (const name of keysOf(memory).filter(name => ours(database, name))) {
    const text = memory.getItem(name) ?? ''
    const opened = plain(text) ? text : await unsealText<string>(key, place, text)
    if (opened === null) continue
    held.set(name, opened)
    if (plain(text)) await write(name, text)
  }
  return {
    getItem: name => held.get(name) ?? memory.getItem(name),
    setItem: (name, text) => {
      if (!ours(database, name)) return memory.setItem(name, text)
      held.set(name, text)
      void write(name, text)
    },
    removeItem: name => {
      held.delete(name)
      memory.removeItem(name)
    },
    key: n => [...held.keys()][n] ?? null,
    get length() {
      return held.size
    },
  }
}

/** Without a PIN again: as it was. */
export async function openMemory(memory: Memory, database: string, key: CryptoKey): Promise<void> {
  for (const name of keysOf(memory).filter(name => ours(database, name))) {
    const text = memory.getItem(name) ?? ''
    const opened = plain(text) ? null : await unsealText<string>(key, place, text)
    if (opened !== null) memory.setItem(name, opened)
  }
}
