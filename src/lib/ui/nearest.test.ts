import { expect, test } from 'vitest'
import { nearest } from './nearest.ts'

const hrefs = ['/', '/projects', '/projects/templates', '/clients/']

test('the longest entry above the page is marked, and only one', () => {
  expect(nearest(hrefs, '/projects/abc')).toBe('/projects')
  expect(nearest(hrefs, '/projects/templates/x')).toBe('/projects/templates')
  expect(nearest(hrefs, '/clients')).toBe('/clients/')
})
test('home is marked for itself only; a page outside marks nothing', () => {
  expect(nearest(hrefs, '/')).toBe('/')
  expect(nearest(hrefs, '/projectsandmore')).toBeUndefined()
})
