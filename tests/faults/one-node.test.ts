import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

test('F9 one node asks nothing of Redis: no library of it, no variable, no address', () => {
  const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as { dependencies: Record<string, string> }
  expect(Object.keys(dependencies).filter(name => /redis/.test(name))).toEqual([])
  const sources = readdirSync('server', { recursive: true, encoding: 'utf8' }).filter(
    name => name.endsWith('.ts') && !name.includes('.test.')
  )
  expect(sources.length).toBeGreaterThan(50)
  expect(sources.filter(name => /redis/i.test(readFileSync(`server/${name}`, 'utf8')))).toEqual([])
})
