import type { Editor } from '@tiptap/core'
import { type Action, type Asks, slash } from './actions.ts'
import { findActions } from './find-actions.ts'
import { closeSlash, type SlashCall, type SlashKeysOptions } from './slash.ts'

/** The « / » menu: which line is chosen, and what the keys do to it. */
export class Slash implements SlashKeysOptions {
  selected = $state(0)
  #typed = ''
  #editor: () => Editor | undefined
  #asks: Asks

  constructor(editor: () => Editor | undefined, asks: Asks) {
    this.#editor = editor
    this.#asks = asks
  }

  items(typed: string): Action[] {
    const editor = this.#editor()
    return editor ? findActions(slash, typed).filter(action => action.can?.(editor) ?? true) : []
  }
  found = (typed: string): boolean => findActions(slash, typed).length > 0

  key = (event: KeyboardEvent, call: SlashCall): boolean => {
    const items = this.items(call.typed)
    if (event.key === 'Escape') return this.close()
    if (!items.length) return false
    if (call.typed !== this.#typed) this.selected = 0
    this.#typed = call.typed
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 }
    const step = steps[event.key]
    if (step) this.selected = (Math.min(this.selected, items.length - 1) + step + items.length) % items.length
    else if (event.key === 'Enter' || event.key === 'Tab') this.choose(items[Math.min(this.selected, items.length - 1)]!, call)
    else return false
    return true
  }

  /** Takes the call out of the text and does what was chosen in its place. */
  choose(action: Action, call: SlashCall): void {
    const editor = this.#editor()
    if (!editor) return
    editor.chain().focus().deleteRange({ from: call.from, to: call.to }).run()
    this.selected = 0
    action.run(editor, this.#asks)
  }

  close(): true {
    const editor = this.#editor()
    if (editor) editor.view.dispatch(closeSlash(editor.state.tr))
    this.selected = 0
    return true
  }
}
