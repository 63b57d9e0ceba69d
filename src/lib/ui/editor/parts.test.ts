import { getSchema } from '@tiptap/core'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { colorOf, hueOf } from '../person-color.ts'
import { slash } from './actions.ts'
import { caretColor } from './caret-color.ts'
import { findActions } from './find-actions.ts'
import { addressesIn } from './link.ts'
import { mirror } from './mirror.ts'
import { outline } from './outline.ts'
import { fitInside, isPicture } from './picture-limits.ts'
import { blocks } from './schema.ts'
import { hasStrangers } from './strangers.ts'
import { countWords } from './word-count.ts'

const schema = getSchema(blocks())

test('words are counted as a person would', () => {
  expect(countWords('')).toBe(0)
  expect(countWords('L’équipe prend rendez-vous : 3 jours, à 14:05 !')).toBe(7)
  expect(countWords('1 250 000\u00a0F CFA\nœuvre')).toBe(6)
})

test('the outline indents by what stands above, never for a level that is skipped', () => {
  const heading = (level: number, words: string) => schema.node('heading', { level }, words ? [schema.text(words)] : [])
  const doc = schema.node('doc', null, [
    heading(2, 'Contexte'),
    heading(3, 'Marché'),
    schema.node('paragraph'),
    heading(1, 'Plan'),
    heading(3, 'Radio'),
    heading(2, ''),
    schema.node('blockquote', null, [heading(2, 'Cité')]),
  ])
  expect(outline(doc).map(({ words, depth }) => `${depth} ${words}`)).toEqual(['0 Contexte', '1 Marché', '0 Plan', '1 Radio', '1 Cité'])
  expect(doc.nodeAt(outline(doc)[3]!.at)?.textContent).toBe('Radio')
})

test('a caret has six figures of the colour that the person has everywhere', () => {
  const id = 'awadiop2345678abcdef'
  expect(colorOf(id)).toBe(`oklch(0.6 0.14 ${hueOf(id)})`)
  expect(caretColor(id)).toMatch(/^#[\da-f]{6}$/)
  expect(caretColor(id)).toBe(caretColor(id))
  expect(new Set(Array.from({ length: 24 }, (_, i) => caretColor(`personne ${i}`))).size).toBeGreaterThan(8)
})

test('letters find the blocks they begin, then those they name otherwise', () => {
  const found = (typed: string) => findActions(slash, typed).map(({ id }) => id)
  expect(found('tab')).toEqual(['table'])
  expect(found('puc')).toEqual(['bulletList'])
  expect(found('liste')).toEqual(['bulletList', 'orderedList', 'taskList'])
  expect(found('todo')).toEqual(['taskList'])
  expect(found('')).toHaveLength(slash.length)
  expect(found('xyz')).toEqual([])
})

test('addresses are recognised in a sentence, without its punctuation', () => {
  expect(addressesIn('Voir (https://exemple.sn/a?b=1), www.relais.sn. Ou awa@exemple.sn !').map(({ text, href }) => [text, href])).toEqual([
    ['https://exemple.sn/a?b=1', 'https://exemple.sn/a?b=1'],
    ['www.relais.sn', 'https://www.relais.sn'],
    ['awa@exemple.sn', 'mailto:awa@exemple.sn'],
  ])
  expect(addressesIn('Fin.Le plan coûte 3.5 ; javascript:alert(1)')).toEqual([])
})

test('a picture is brought inside a square and only one the text carries is shown', () => {
  expect(fitInside(4000, 3000, 1600)).toEqual({ width: 1600, height: 1200 })
  expect(fitInside(30, 20, 1600)).toEqual({ width: 30, height: 20 })
  expect(fitInside(10_000, 1, 1600)).toEqual({ width: 1600, height: 1 })
  expect(isPicture('data:image/png;base64,iVBORw0KGgo=')).toBe(true)
  for (const src of [
    'https://x.sn/a.png',
    'data:image/svg+xml;base64,PHN2Zz4=',
    'data:text/html;base64,PHN2Zz4=',
    'javascript:1',
    '',
    null,
  ]) {
    expect(isPicture(src), String(src)).toBe(false)
  }
  expect(isPicture(`data:image/png;base64,${'A'.repeat(500_000)}`)).toBe(false)
})

test('what this version does not know is seen: a block, an attribute, a mark, something that is no text', () => {
  const held = (build: (fragment: Y.XmlFragment) => void) => {
    const fragment = new Y.Doc().getXmlFragment('default')
    build(fragment)
    return hasStrangers(fragment, schema)
  }
  const paragraph =
    (text: Y.XmlText, attributes: Record<string, string> = {}) =>
    (fragment: Y.XmlFragment) => {
      const element = new Y.XmlElement('paragraph')
      fragment.push([element])
      for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value)
      element.push([text])
    }
  expect(held(paragraph(new Y.XmlText('connu')))).toBe(false)
  expect(held(paragraph(new Y.XmlText('x'), { align: 'center' }))).toBe(true)
  expect(held(fragment => fragment.push([new Y.XmlElement('mention')]))).toBe(true)
  expect(
    held(fragment => {
      paragraph(new Y.XmlText('x'))(fragment)
      ;((fragment.get(0) as Y.XmlElement).get(0) as Y.XmlText).format(0, 1, { highlight: {} })
    })
  ).toBe(true)
  expect(
    held(fragment => {
      paragraph(new Y.XmlText('x'))(fragment)
      ;((fragment.get(0) as Y.XmlElement).get(0) as Y.XmlText).format(0, 1, { bold: {} })
    })
  ).toBe(false)
  expect(
    held(fragment => {
      paragraph(new Y.XmlText('x'))(fragment)
      ;((fragment.get(0) as Y.XmlElement).get(0) as Y.XmlText).insertEmbed(0, { video: 1 })
    })
  ).toBe(true)
})

test('a mirror follows and never writes back', () => {
  const doc = new Y.Doc()
  doc.getText('x').insert(0, 'a')
  const held = mirror(doc)
  doc.getText('x').insert(1, 'b')
  expect(held.doc.getText('x').toString()).toBe('ab')
  held.doc.getText('x').insert(2, 'c')
  expect(doc.getText('x').toString()).toBe('ab')
  held.stop()
  doc.getText('x').insert(2, 'd')
  expect(held.doc.getText('x').toString()).toBe('abc')
})
