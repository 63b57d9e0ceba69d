/** The focus is where typing means text: an application key must not be taken from it. */
export const typing = (target: EventTarget | null): boolean =>
  target instanceof Element &&
  target.closest('input, textarea, select, [contenteditable]:not([contenteditable="false"]), [role="textbox"]') !== null

/** What a key pressed means: `Mod+K` (Ctrl or ⌘), `?`, or a letter alone. */
export function pressed(event: KeyboardEvent): string {
  const key = event.key.length === 1 ? event.key.toUpperCase() : event.key
  const mod = event.ctrlKey || event.metaKey
  return `${mod ? 'Mod+' : ''}${event.altKey ? 'Alt+' : ''}${event.shiftKey && (mod || key.length > 1) ? 'Shift+' : ''}${key}`
}

/**
 * Runs what a key, or two keys one after the other (`G P`), stand for. Those with Ctrl work everywhere except, for `editing` ones,
 * where text is written; letters alone only outside fields and dialogs.
 */
export function keyboard(bindings: () => Record<string, () => void>, editing: readonly string[]): (event: KeyboardEvent) => void {
  let first = ''
  let at = 0
  return event => {
    if (event.defaultPrevented || event.isComposing || event.repeat) return
    const key = pressed(event)
    const text = typing(event.target)
    const modal = document.querySelector('dialog:modal') !== null
    if (key.startsWith('Mod+') ? editing.includes(key) && text : text || modal) return
    const sequence = event.timeStamp - at < 900 ? `${first} ${key}` : ''
    const known = bindings()
    const run = known[sequence] ?? known[key]
    first = key
    at = run ? 0 : event.timeStamp
    if (!run) return
    event.preventDefault()
    run()
  }
}
