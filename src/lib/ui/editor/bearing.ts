import { Extension } from '@tiptap/core'
import { ySyncPluginKey } from '@tiptap/y-tiptap'
import { Plugin } from '@tiptap/pm/state'

/** How the editor behaves among the rest of the screen. */
export const Bearing = Extension.create<{ link: () => void; toolbar: () => void; attributes: () => Record<string, string> }>({
  name: 'bearing',
  addOptions: () => ({ link: () => undefined, toolbar: () => undefined, attributes: () => ({}) }),
  priority: 10,

  addKeyboardShortcuts() {
    return {
      // With nothing left to undo here, Ctrl+Z must not undo something elsewhere in the application.
      'Mod-z': () => true,
      'Mod-y': () => true,
      'Shift-Mod-z': () => true,
      'Mod-k': () => {
        if (this.editor.state.selection.empty && !this.editor.isActive('link')) return false
        this.options.link()
        return true
      },
      'Alt-F10': () => {
        this.options.toolbar()
        return true
      },
    }
  },

  addProseMirrorPlugins() {
    const { editor } = this
    let escaped = false
    return [
      new Plugin({
        // Whoever may not write sees what arrives and changes nothing, not even a table that would be made regular.
        filterTransaction: transaction =>
          !transaction.docChanged || editor.options.editable || Boolean(transaction.getMeta(ySyncPluginKey)?.isChangeOrigin),
        props: {
          attributes: this.options.attributes,
          handleDOMEvents: {
            // Tab belongs to lists and tables; Escape then Tab leaves the text with the keyboard alone.
            keydown(_view, event) {
              if (event.key === 'Tab' && escaped) return true
              if (event.key !== 'Shift') escaped = event.key === 'Escape'
              return false
            },
            blur() {
              escaped = false
              return false
            },
          },
        },
      }),
    ]
  },
})
