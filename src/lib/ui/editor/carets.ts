import CollaborationCaret from '@tiptap/extension-collaboration-caret'
import { yCursorPlugin } from '@tiptap/y-tiptap'
import type { Awareness } from 'y-protocols/awareness'
import { caretColor } from './caret-color.ts'
import { personOf, type Writers } from './co-text.ts'

/** The carets and selections of the others, each with its name, in the colour that the person has everywhere. */
export function carets(awareness: Awareness, { me, nameOf }: Writers) {
  const user = { person: me.id, name: me.name, color: caretColor(me.id) }
  const person = (client: number) => personOf(awareness.getStates().get(client)) ?? String(client)
  const shown = (client: number, said: { name?: unknown }) => nameOf(person(client)) ?? String(said.name ?? '').slice(0, 60)
  const cursorBuilder = (said: { name?: unknown }, client: number) => {
    const caret = document.createElement('span')
    caret.className = 'caret'
    caret.dataset['client'] = String(client)
    caret.style.setProperty('--caret', caretColor(person(client)))
    const label = document.createElement('span')
    label.className = 'caret-name'
    label.textContent = shown(client, said)
    // The caret stands in the line: what a screen reader or a copy takes must not hold the name.
    label.setAttribute('aria-hidden', 'true')
    caret.append('\u2060', label, '\u2060')
    return caret
  }
  const selectionBuilder = (_said: unknown, client: number) => ({
    class: 'caret-selection',
    style: `--caret: ${caretColor(person(client))}`,
  })
  // Not only its own connection: a reader's text is a copy with an id of its own.
  const awarenessStateFilter = (_own: number, client: number) => client !== awareness.clientID
  awareness.setLocalState({ ...awareness.getLocalState(), user })
  return CollaborationCaret.extend({
    addProseMirrorPlugins: () => [yCursorPlugin(awareness, { cursorBuilder, selectionBuilder, awarenessStateFilter })],
  }).configure({ provider: { awareness }, user })
}

/** A name shows again whenever its caret moves, then leaves the line readable. Returns what stops it. */
export function showNames(awareness: Awareness, editor: HTMLElement): () => void {
  const moved = ({ added, updated }: { added: number[]; updated: number[] }) => {
    for (const client of [...added, ...updated]) {
      for (const animation of editor.querySelector(`[data-client="${client}"] .caret-name`)?.getAnimations() ?? []) {
        animation.currentTime = 0
        animation.play()
      }
    }
  }
  awareness.on('change', moved)
  return () => awareness.off('change', moved)
}
