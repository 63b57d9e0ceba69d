import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { writeBlocks } from './blocks.ts'
import { plainText } from './plain-text.ts'

it('blocks become the nodes of a rich text, and their words are what search reads', () => {
  const doc = new Y.Doc()
  writeBlocks(doc, [
    { heading: 'Périmètre', level: 2 },
    { paragraph: 'Trois quartiers.' },
    { list: ['Plateau', 'Médina'] },
    { tasks: [[true, 'Valider']] },
    { table: [['Poste'], ['Affichage']] },
    { quote: 'Vite et bien' },
  ])
  expect(plainText(doc)).toBe('Périmètre\nTrois quartiers.\nPlateau\nMédina\nValider\nPoste\nAffichage\nVite et bien')
  const names = doc
    .getXmlFragment('default')
    .toArray()
    .map(node => (node as Y.XmlElement).nodeName)
  expect(names).toEqual(['heading', 'paragraph', 'bulletList', 'taskList', 'table', 'blockquote'])
  const task = (doc.getXmlFragment('default').get(3) as Y.XmlElement).get(0) as Y.XmlElement
  expect(task.getAttribute('checked')).toBe(true)
})
