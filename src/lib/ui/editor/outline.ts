import type { Node } from '@tiptap/pm/model'

export interface Heading {
  level: number
  words: string
  /** Where it stands in the text. */
  at: number
  /** How far to indent: no deeper than the headings above it really go. */
  depth: number
}

/** The headings of a text that say something, in order. A text that begins with « Titre 2 » is not indented for that. */
export function outline(doc: Node): Heading[] {
  const above: number[] = []
  const found: Heading[] = []
  doc.descendants((node, at) => {
    if (node.type.name !== 'heading') return !node.isTextblock
    const level = Number(node.attrs['level'])
    const words = node.textContent.trim()
    if (!words) return false
    while (above.length && above.at(-1)! >= level) above.pop()
    found.push({ level, words, at, depth: above.length })
    above.push(level)
    return false
  })
  return found
}
