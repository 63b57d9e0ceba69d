import { expect, test } from 'vitest'
import { Opened } from './opened.ts'

test('a line that holds as many documents as it may is refused the next, until it lets one go', () => {
  const opened = new Opened(2)
  const [line, other] = [{}, {}]
  for (const name of ['a', 'b', 'a']) opened.open(line, name)
  expect(() => opened.open(line, 'c')).toThrow('Too many documents')
  opened.open(other, 'c')
  opened.close(line, 'a')
  opened.open(line, 'c')
  expect(() => opened.open(line, 'a')).toThrow('Too many documents')
})
