import { expect, test } from 'vitest'
import { Opened } from './opened.ts'

test('a line that holds as many documents as it may is refused the next, until it lets one go', () => {
  const [line, other] = [new Opened(2), new Opened(2)]
  for (const name of ['a', 'b', 'a']) line.open(name)
  expect(() => line.open('c')).toThrow('Too many documents')
  other.open('c')
  line.close('a')
  line.open('c')
  expect(() => line.open('a')).toThrow('Too many documents')
})
