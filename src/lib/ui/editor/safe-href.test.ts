import { expect, test } from 'vitest'
import { keptHref, safeHref } from './safe-href.ts'

test('an address is completed as people write it', () => {
  expect(safeHref(' exemple.sn ')).toBe('https://exemple.sn')
  expect(safeHref('www.exemple.sn/page?x=1#y')).toBe('https://www.exemple.sn/page?x=1#y')
  expect(safeHref('localhost:3000/projets')).toBe('http://localhost:3000/projets')
  expect(safeHref('10.0.0.12')).toBe('https://10.0.0.12')
  expect(safeHref('awa.diop@exemple.sn')).toBe('mailto:awa.diop@exemple.sn')
  expect(safeHref('+221 33 800-00.00')).toBe('tel:+221338000000')
  expect(safeHref('http://exemple.sn')).toBe('http://exemple.sn')
  expect(safeHref('tel:+221338000000')).toBe('tel:+221338000000')
})

test('nothing a browser could run or read from the machine becomes a link', () => {
  const attacks = [
    'javascript:alert(1)',
    ' JaVaScRiPt:alert(1)',
    'java\nscript:alert(1)',
    'java\tscript:alert(1)',
    '\u0001javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'file:///etc/passwd',
    'blob:https://x.sn/1',
    'ftp://x.sn/',
    '//x.sn',
    '/projets',
    '',
    '   ',
    'un mot',
    `https://x.sn/${'a'.repeat(2000)}`,
    'javascript:alert(1)//@exemple.sn',
  ]
  for (const attack of attacks) expect(safeHref(attack), attack).toBeNull()
})

test('a link already written keeps its own address or nothing', () => {
  expect(keptHref('https://exemple.sn')).toBe('https://exemple.sn')
  expect(keptHref('exemple.sn')).toBeNull()
  expect(keptHref('javascript:alert(1)')).toBeNull()
  expect(keptHref(null)).toBeNull()
})
