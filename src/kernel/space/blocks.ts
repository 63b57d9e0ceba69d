import * as Y from 'yjs'

/** A rich text as plain data, for texts that are made rather than typed: examples, templates, imports. */
export type Block =
  | { readonly heading: string; readonly level: 1 | 2 | 3 }
  | { readonly paragraph: string }
  | { readonly list: readonly string[]; readonly ordered?: boolean }
  | { readonly tasks: readonly (readonly [done: boolean, text: string])[] }
  /** The first row is the header. */
  | { readonly table: readonly (readonly string[])[] }
  | { readonly quote: string }

/** Writes the blocks at the end of the document's rich text, as the editor's own nodes. */
export function writeBlocks(doc: Y.Doc, blocks: readonly Block[]): void {
  const fragment = doc.getXmlFragment('default')
  doc.transact(() => fragment.push(blocks.map(nodeOf)))
}

function nodeOf(block: Block): Y.XmlElement {
  if ('heading' in block) return node('heading', [words(block.heading)], { level: block.level })
  if ('paragraph' in block) return paragraph(block.paragraph)
  if ('quote' in block) return node('blockquote', [paragraph(block.quote)])
  if ('list' in block)
    return node(
      block.ordered ? 'orderedList' : 'bulletList',
      block.list.map(item => node('listItem', [paragraph(item)]))
    )
  if ('tasks' in block)
    return node(
      'taskList',
      block.tasks.map(([checked, text]) => node('taskItem', [paragraph(text)], { checked }))
    )
  const cells = (row: readonly string[], kind: string) => row.map(cell => node(kind, [paragraph(cell)], { colspan: 1, rowspan: 1 }))
  return node(
    'table',
    block.table.map((row, i) => node('tableRow', cells(row, i ? 'tableCell' : 'tableHeader')))
  )
}

const paragraph = (text: string) => node('paragraph', text ? [words(text)] : [])
const words = (text: string) => new Y.XmlText(text)
function node(name: string, children: readonly (Y.XmlElement | Y.XmlText)[], attributes: Attributes = {}): Y.XmlElement {
  const element = new Y.XmlElement<Attributes>(name)
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value)
  element.insert(0, [...children])
  return element as unknown as Y.XmlElement
}
type Attributes = Record<string, string | number | boolean>
