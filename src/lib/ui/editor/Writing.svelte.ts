import type { Editor } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import { createSubscriber } from 'svelte/reactivity'
import type { Asks } from './actions.ts'
import { countWords } from './word-count.ts'
import { type Heading, outline } from './outline.ts'

/** An editor whose state can be read in a template: what reads it runs again after each change of the text or of the selection. */
export class Writing {
  readonly editor: Editor
  readonly asks: Asks
  /** Counted when the hands rest: a long text is read whole for it. */
  words = $state(0)
  #subscribe: () => void
  #headings: { doc: Node; found: Heading[] } | undefined

  constructor(editor: Editor, asks: Asks) {
    this.editor = editor
    this.asks = asks
    const count = () => {
      const { doc } = editor.state
      this.words = countWords(doc.textBetween(0, doc.content.size, '\n', '\n'))
    }
    let waiting: ReturnType<typeof setTimeout>
    editor.on('update', () => {
      clearTimeout(waiting)
      waiting = setTimeout(count, 250)
    })
    editor.on('destroy', () => clearTimeout(waiting))
    count()
    this.#subscribe = createSubscriber(update => {
      editor.on('transaction', update).on('focus', update).on('blur', update)
      return () => void editor.off('transaction', update).off('focus', update).off('blur', update)
    })
  }

  /** The editor, now and after each change. */
  get current(): Editor {
    this.#subscribe()
    return this.editor
  }
  get headings(): Heading[] {
    const { doc } = this.current.state
    if (this.#headings?.doc !== doc) this.#headings = { doc, found: outline(doc) }
    return this.#headings.found
  }
}
