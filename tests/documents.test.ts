// What README, the guide and docs/ say is true: links lead somewhere, labels are those of the screens, variables are read, commands exist.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const below = (folder: string, ending: RegExp) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).flatMap(path => (ending.test(path) ? join(folder, path) : []))
const documents = ['README.md', 'CONTRIBUTING.md', 'STYLE.md', ...below('docs', /\.md$/)]

test.each(documents)('every link of %s leads somewhere', path => {
  const links = [...read(path).matchAll(/\]\(([^)#\s]+)/g)].map(found => found[1]!)
  const dead = links.filter(link => !/^(https?|mailto):/.test(link) && !existsSync(join(root, dirname(path), link)))
  expect(dead).toEqual([])
})

test.each(documents)('every npm command of %s is one of package.json', path => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
  const named = [...read(path).matchAll(/(?:^|`)npm (?:run )?([a-z]+(?:[:-][a-z]+)*)/gm)].map(found => found[1]!)
  const builtIn = ['ci', 'install', 'package']
  expect(named.filter(name => !(name in scripts) && !builtIn.includes(name))).toEqual([])
})

test.each(['fr', 'en'])('every label the guide names (%s) is one of the screens', language => {
  const known = JSON.stringify(JSON.parse(read(`messages/${language}.json`)))
    .replaceAll('\u00a0', ' ')
    .toLowerCase()
  const labels = [...read(`docs/guide/${language}.md`).matchAll(/\*\*([^*]+)\*\*/g)].map(found => found[1]!)
  expect(labels.length).toBeGreaterThan(5)
  expect(labels.filter(label => !known.includes(`"${label.toLowerCase()}`))).toEqual([])
})

test('every variable that README and CONTRIBUTING name is read by the code', () => {
  const code = [...below('server', /\.ts$/), ...below('scripts', /\.mjs$/), ...below('tests', /\.ts$/)].map(read).join('\n')
  const named = [...`${read('README.md')}\n${read('CONTRIBUTING.md')}`.matchAll(/`([A-Z][A-Z_]{3,})`/g)].map(found => found[1]!)
  expect(named).toContain('DATABASE_URL')
  expect(named.filter(name => !new RegExp(`\\b${name}\\b`).test(code))).toEqual([])
})
