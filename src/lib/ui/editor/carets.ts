import CollaborationCaret from '@tiptap/extension-collaboration-caret'
import type { Awareness } from 'y-protocols/awareness'
import { caretColor } from './caret-color.ts'

interface Writer {
  person?: string
  id?: string
  name?: string
}
const keyOf = (user: Writer) => String(user.person ?? user.id ?? user.name ?? '?')

/** The carets and selections of the others, each with its name, in the colour that the person has everywhere. */
export function carets(awareness: Awareness) {
  const mine = (awareness.getLocalState()?.['user'] ?? {}) as Writer
  return CollaborationCaret.configure({
    provider: { awareness },
    user: { ...mine, color: caretColor(keyOf(mine)) },
    render: user => {
      const caret = document.createElement('span')
      caret.className = 'caret'
      caret.dataset['caret'] = keyOf(user)
      caret.style.setProperty('--caret', caretColor(keyOf(user)))
      const label = document.createElement('span')
      label.className = 'caret-name'
      label.textContent = String(user['name'] ?? '').slice(0, 60)
      // The caret stands in the line: what a screen reader or a copy takes must not hold the name.
      label.setAttribute('aria-hidden', 'true')
      caret.append('\u2060', label, '\u2060')
      return caret
    },
    selectionRender: user => ({ class: 'caret-selection', style: `--caret: ${caretColor(keyOf(user))}` }),
  })
}

/** A name shows again whenever its caret moves, then leaves the line readable. Returns what stops it. */
export function showNames(awareness: Awareness, editor: HTMLElement): () => void {
  const moved = ({ added, updated }: { added: number[]; updated: number[] }) => {
    for (const client of [...added, ...updated]) {
      const user = awareness.getStates().get(client)?.['user'] as Writer | undefined
      if (!user || client === awareness.clientID) continue
      for (const animation of editor.querySelector(`[data-caret="${CSS.escape(keyOf(user))}"] .caret-name`)?.getAnimations() ?? []) {
        animation.currentTime = 0
        animation.play()
      }
    }
  }
  awareness.on('change', moved)
  return () => awareness.off('change', moved)
}
