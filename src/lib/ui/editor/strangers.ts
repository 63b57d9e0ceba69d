import type { Schema } from '@tiptap/pm/model'
import * as Y from 'yjs'

/** `bold--a1b2` is a mark that may overlap itself; what follows the dashes only tells two apart. */
const markName = (key: string) => key.replace(/--[a-zA-Z0-9+/=]{8}$/, '')

/** Whether something in it is unknown here: a block, an attribute or a mark that a newer version wrote. */
export function hasStrangers(node: Y.XmlFragment | Y.XmlElement | Y.XmlText, schema: Schema): boolean {
  if (node instanceof Y.XmlText) {
    const delta = node.toDelta() as { insert: unknown; attributes?: Record<string, unknown> }[]
    return delta.some(
      ({ insert, attributes }) => typeof insert !== 'string' || Object.keys(attributes ?? {}).some(key => !schema.marks[markName(key)])
    )
  }
  if (node instanceof Y.XmlElement) {
    const type = schema.nodes[node.nodeName]
    if (!type || Object.keys(node.getAttributes()).some(key => !(key in (type.spec.attrs ?? {})))) return true
  }
  return node.toArray().some(child => hasStrangers(child as Y.XmlElement, schema))
}

/**
 * Tells when a change brings something unknown, before the editor sees it: binding an unknown block to an editor deletes it for everybody.
 * Returns what stops watching.
 */
export function watchStrangers(doc: Y.Doc, schema: Schema, met: () => void): () => void {
  const look = (transaction: Y.Transaction) => {
    if (transaction.local) return
    for (const [type, keys] of transaction.changed) {
      const whole = type instanceof Y.XmlText || keys.size > (keys.has(null) ? 1 : 0)
      const fresh = (child: { _item: Y.Item | null }) => {
        const id = child._item?.id
        return id !== undefined && id.clock >= (transaction.beforeState.get(id.client) ?? 0)
      }
      const parts = whole ? [type] : (type as unknown as Y.XmlFragment).toArray().filter(child => fresh(child as Y.XmlElement))
      if (parts.some(part => hasStrangers(part as unknown as Y.XmlElement, schema))) return met()
    }
  }
  doc.on('beforeObserverCalls', look)
  return () => doc.off('beforeObserverCalls', look)
}
