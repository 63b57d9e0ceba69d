import { expect, test } from 'vitest'
import { onward } from './onward.ts'

const from = (to: string) => onward(new URL(`https://relais.example/connexion?vers=${encodeURIComponent(to)}`))

test('a page of this application, with its query, is where one goes on', () => {
  expect(from('/projets/abc?fiche=task.x#top')).toBe('/projets/abc?fiche=task.x#top')
  expect(onward(new URL('https://relais.example/connexion'))).toBe('/')
})
test('another site is never', () => {
  for (const to of ['//evil.example', '/\\evil.example', 'https://evil.example/', 'javascript:alert(1)', '/\t/evil.example', 'http://['])
    expect([to, from(to)]).toEqual([to, '/'])
})
