import * as awareness from 'y-protocols/awareness'
import * as Y from 'yjs'
import type { CoText } from './co-text.ts'

/** The same text in the hands of several people, each change carried to the others at once: for the sample page and the tests. */
export function linkedTexts(people: readonly unknown[], text: { editable?: boolean } = {}): CoText[] {
  const texts = people.map(() => {
    const doc = new Y.Doc()
    const state = new awareness.Awareness(doc)
    return { doc, awareness: state, ready: true, editable: text.editable ?? true, generation: 0 }
  })
  for (const one of texts) {
    const others = texts.filter(other => other !== one)
    one.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== linkedTexts) for (const other of others) Y.applyUpdate(other.doc, update, linkedTexts)
    })
    one.awareness.on('update', ({ added, updated, removed }: Record<'added' | 'updated' | 'removed', number[]>, origin: unknown) => {
      if (origin === linkedTexts) return
      const state = awareness.encodeAwarenessUpdate(one.awareness, [...added, ...updated, ...removed])
      for (const other of others) awareness.applyAwarenessUpdate(other.awareness, state, linkedTexts)
    })
  }
  return texts
}
