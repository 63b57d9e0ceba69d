import { Extension } from '@tiptap/core'
import { type EditorState, Plugin, PluginKey, type Transaction } from '@tiptap/pm/state'
import { Decoration, DecorationSet } from '@tiptap/pm/view'
import { ySyncPluginKey } from '@tiptap/y-tiptap'

/** « / » and the letters after it, while the menu they call is open. */
export interface SlashCall {
  from: number
  to: number
  typed: string
}
export interface SlashKeysOptions {
  /** Answers whether the menu took the key. */
  key: (event: KeyboardEvent, call: SlashCall) => boolean
  /** Whether anything answers to these letters. */
  found: (typed: string) => boolean
}

const key = new PluginKey<SlashCall | null>('slash')
export const slashCall = (state: EditorState): SlashCall | null => key.getState(state) ?? null
export const closeSlash = (transaction: Transaction) => transaction.setMeta(key, 'close')

/** Only a « / » that is typed calls the menu; putting the caret behind one that was there does not. */
function typedSlash(transaction: Transaction): boolean {
  if (!transaction.docChanged || transaction.getMeta(ySyncPluginKey)) return false
  return transaction.steps.some(step => {
    const { slice } = step as unknown as { slice?: { content: { textBetween(from: number, to: number): string; size: number } } }
    return slice !== undefined && slice.content.size <= 40 && slice.content.textBetween(0, slice.content.size).endsWith('/')
  })
}

function read(state: EditorState, from: number | null): SlashCall | null {
  const { $from, empty } = state.selection
  const block = $from.parent
  if (!empty || !block.isTextblock || block.type.spec.code || $from.marks().some(mark => mark.type.name === 'code')) return null
  const before = block.textBetween(0, $from.parentOffset, undefined, '\ufffc')
  const at = from === null ? before.length - 1 : from - $from.start()
  if (at < 0 || before[at] !== '/' || (at > 0 && !/\s/.test(before[at - 1]!))) return null
  return { from: $from.start() + at, to: $from.pos, typed: before.slice(at + 1) }
}

export const SlashKeys = Extension.create<SlashKeysOptions>({
  name: 'slash',
  // Before lists, which also want Enter and Tab.
  priority: 1050,
  addOptions: () => ({ key: () => false, found: () => true }),
  addProseMirrorPlugins() {
    const { editor, options } = this
    return [
      new Plugin<SlashCall | null>({
        key,
        state: {
          init: () => null,
          apply(transaction, open, _old, state) {
            if (!editor.isEditable || transaction.getMeta(key) === 'close') return null
            if (!open) return typedSlash(transaction) ? read(state, null) : null
            const call = read(state, transaction.mapping.map(open.from, -1))
            return call && (options.found(call.typed) || /^\S{0,12}$/.test(call.typed)) ? call : null
          },
        },
        props: {
          decorations(state) {
            const call = slashCall(state)
            return call ? DecorationSet.create(state.doc, [Decoration.inline(call.from, call.to, { class: 'slash-call' })]) : null
          },
          handleKeyDown(view, event) {
            const call = slashCall(view.state)
            return call !== null && !event.isComposing && options.key(event, call)
          },
          handleDOMEvents: {
            blur(view) {
              if (slashCall(view.state)) view.dispatch(closeSlash(view.state.tr))
              return false
            },
          },
        },
      }),
    ]
  },
})
