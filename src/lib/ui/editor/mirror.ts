import * as Y from 'yjs'

/**
 * A copy that follows a document and never writes in it. An editor repairs what does not fit its schema as it opens:
 * for someone who may not write, those repairs must reach nobody.
 */
export function mirror(doc: Y.Doc): { doc: Y.Doc; stop: () => void } {
  const copy = new Y.Doc()
  const follow = (update: Uint8Array) => Y.applyUpdate(copy, update, mirror)
  follow(Y.encodeStateAsUpdate(doc))
  doc.on('update', follow)
  return {
    doc: copy,
    stop() {
      doc.off('update', follow)
      copy.destroy()
    },
  }
}
