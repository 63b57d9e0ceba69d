import { tick } from 'svelte'

/**
 * Waits for what a key has opened and that must still be fetched. Keys pressed meanwhile are held, then given in their order
 * to what has taken the focus: who types fast loses nothing, and no letter is read as a shortcut of the screen behind.
 */
export async function typeAhead<T>(coming: Promise<T>): Promise<T> {
  const held: string[] = []
  const hold = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
    event.preventDefault()
    event.stopImmediatePropagation()
    held.push(event.key)
  }
  const end = () => {
    window.removeEventListener('keydown', hold, true)
    window.removeEventListener('focusin', end, true)
    void give(held)
  }
  window.addEventListener('keydown', hold, true)
  window.addEventListener('focusin', end, true)
  try {
    return await coming
  } finally {
    // What takes no focus, or could not be fetched, does not keep the keyboard.
    requestAnimationFrame(() => requestAnimationFrame(end))
  }
}

async function give(keys: string[]) {
  for (let key = keys.shift(); key !== undefined; key = keys.shift()) {
    // Between two keys the screen follows: the list that was filtered, the picker that has closed.
    await tick()
    if (key.length === 1) document.execCommand('insertText', false, key)
    else document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
  }
}
