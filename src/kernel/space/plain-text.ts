import * as Y from 'yjs'

/** The words of a rich text, a line for each block: what the row holds and search reads. */
export function plainText(doc: Y.Doc): string {
  const lines: string[] = []
  let line = ''
  const end = () => {
    if (line.trim()) lines.push(line.trim())
    line = ''
  }
  const walk = (node: Y.XmlFragment | Y.XmlElement) => {
    for (const child of node.toArray()) {
      if (child instanceof Y.XmlText) line += words(child)
      else if (child instanceof Y.XmlElement) {
        if (child.nodeName === 'hardBreak') end()
        else walk(child)
        if (!inline.has(child.nodeName)) end()
      }
    }
  }
  walk(doc.getXmlFragment('default'))
  end()
  return lines.join('\n')
}
const inline = new Set(['mention', 'image', 'hardBreak'])
const words = (text: Y.XmlText): string =>
  (text.toDelta() as { insert: unknown }[]).map(part => (typeof part.insert === 'string' ? part.insert : ' ')).join('')
