import { expect, test } from 'vitest'
import { kinds, tried, wordsOf } from './audited.ts'

test('PLT-08 all that may be told of what was refused, flagged or too much has words in both languages, under a kind of its own', () => {
  for (const kind of ['refused', 'flagged', 'limit'] as const)
    for (const what of Object.keys(tried[kind])) {
      const { fr, en } = wordsOf({ kind, what })
      expect(new Set([what, fr, en]).size).toBe(3)
    }
  for (const language of ['fr', 'en'] as const)
    expect(new Set(Object.values(kinds).map(kind => kind[language])).size).toBe(Object.keys(kinds).length)
})
