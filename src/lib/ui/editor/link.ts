import { Mark, markPasteRule } from '@tiptap/core'
import type { EditorState, Transaction } from '@tiptap/pm/state'
import { Plugin } from '@tiptap/pm/state'
import { keptHref, safeHref } from './safe-href.ts'

const address = /(?:https?:\/\/|www\.)[^\s<>«»"]+|[^\s<>«»"@()]+@[^\s<>«»"@()]+\.\p{L}{2,}/giu

/** The addresses written in a line: sites that say so and emails, without the punctuation that ends a sentence. */
export function addressesIn(text: string): { text: string; href: string; index: number }[] {
  return [...text.matchAll(address)].flatMap(({ 0: found, index }) => {
    const trimmed = found.replace(/[.,;:!?…'’\])}]+$/, '')
    const href = safeHref(trimmed)
    return href ? [{ text: trimmed, href, index }] : []
  })
}

/** Makes a link of the address that ends where the caret is, if there is one. */
function linkBefore(state: EditorState): Transaction | null {
  const { $from, empty } = state.selection
  const link = state.schema.marks['link']
  if (!empty || !link || !$from.parent.isTextblock || $from.parent.type.spec.code) return null
  const before = $from.parent.textBetween(0, $from.parentOffset, undefined, '\ufffc')
  const word = before.slice(Math.max(before.lastIndexOf(' '), before.lastIndexOf('\u00a0')) + 1)
  const found = addressesIn(word).at(-1)
  if (!found) return null
  const from = $from.pos - word.length + found.index
  const to = from + found.text.length
  const code = state.schema.marks['code']
  if (state.doc.rangeHasMark(from, to, link) || (code && state.doc.rangeHasMark(from, to, code))) return null
  return state.tr.addMark(from, to, link.create({ href: found.href })).removeStoredMark(link)
}

/** A link holds its address and nothing else. One whose address is not allowed, whoever wrote it, is shown as words. */
export const Link = Mark.create({
  name: 'link',
  priority: 1000,
  keepOnSplit: false,
  exitable: true,
  inclusive: false,
  addAttributes: () => ({ href: { default: null } }),
  parseHTML() {
    return [
      {
        tag: 'a[href]',
        getAttrs: element => {
          const href = keptHref(element.getAttribute('href'))
          return href ? { href } : false
        },
      },
    ]
  },
  renderHTML({ HTMLAttributes }) {
    const href = keptHref(HTMLAttributes['href'])
    return href ? ['a', { href, target: '_blank', rel: 'noopener noreferrer nofollow' }, 0] : ['span', {}, 0]
  },
  addPasteRules() {
    const find = (text: string) => addressesIn(text).map(({ href, ...match }) => ({ ...match, data: { href } }))
    return [markPasteRule({ find, type: this.type, getAttributes: match => ({ href: match.data?.['href'] }) })]
  },
  addProseMirrorPlugins() {
    return [
      new Plugin({
        props: {
          handleTextInput(view, _from, _to, text) {
            const link = text === ' ' ? linkBefore(view.state) : null
            if (link) view.dispatch(link)
            return false
          },
          handleKeyDown(view, event) {
            const link = event.key === 'Enter' && !event.isComposing ? linkBefore(view.state) : null
            if (link) view.dispatch(link)
            return false
          },
        },
      }),
    ]
  },
})
