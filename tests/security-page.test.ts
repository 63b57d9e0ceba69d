// What docs/security.md says is there: files, tests by a part of their title, attacks, and a place in the list for every no.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const page = readFileSync(join(root, 'docs/security.md'), 'utf8')
const rows = [...page.matchAll(/^\| (\d+\.\d+\.\d+) \| ([12]) \| (.+?) \| (yes|no|n\/a) \| (.*?) \| (.*?) \|$/gm)].map(
  ([, id = '', level = '', , says = '', where = '', shown = '']) => ({ id, level, says, where, shown })
)
const idsIn = (text: string) => [...text.matchAll(/\b\d+\.\d+\.\d+\b/g)].map(([id]) => id)

/** Files of tests that it names, by a link or, where an address may not hold their brackets, by their path; each with parts of titles. */
const proofs = [...page.matchAll(/(?:\]\(\.\.\/([^)\s]+\.(?:test|spec)\.ts)\)|`([^`\s]+\.(?:test|spec)\.ts)`)((?:,? "[^"\n]+")*)/g)].map(
  ([, linked, named, said = '']) => ({
    file: linked ?? named ?? '',
    titles: [...said.matchAll(/"([^"]+)"/g)].map(([, title = '']) => title),
  })
)
/** The lines of a file that begin a test, or go on with its title. */
const titled = (file: string) => readFileSync(join(root, file), 'utf8').match(/^\s*(?:(?:test|it)\b|['"`]).*$/gm) ?? []

test('every link of the page leads to a file', () => {
  const links = [...page.matchAll(/\]\(([^)#\s]+)/g)].map(([, link = '']) => link).filter(link => !link.startsWith('https:'))
  expect(links.length).toBeGreaterThan(200)
  expect(links.filter(link => !existsSync(join(root, 'docs', link)))).toEqual([])
})

test('every path that it names without a link is there', () => {
  const named = [...page.matchAll(/`((?:src|server|tests)\/[^`\s]+\.\w+)`/g)].map(([, path = '']) => path)
  expect(named.length).toBeGreaterThan(2)
  expect(named.filter(path => !existsSync(join(root, path)))).toEqual([])
})

test('every test it names is said by its title, and has it', () => {
  expect(proofs.length).toBeGreaterThan(150)
  expect(proofs.filter(({ titles }) => !titles.length)).toEqual([])
  const absent = proofs.flatMap(({ file, titles }) => {
    const lines = titled(file)
    return titles.filter(title => !lines.some(line => line.includes(title))).map(title => `${file}: ${title}`)
  })
  expect(absent).toEqual([])
})

test('every attack from A1 to A36 is in its table: tried by a test, or said to be missing', () => {
  const attacks = new Map([...page.matchAll(/^\| (A\d+) \| .*? \| (.*) \|$/gm)].map(([, id = '', by = '']) => [id, by]))
  expect([...attacks.keys()]).toEqual(Array.from({ length: 36 }, (_, at) => `A${at + 1}`))
  const untried = [...attacks].filter(([, by]) => !/"[^"]+"/.test(by))
  expect(untried.filter(([, by]) => !by.includes('*missing*'))).toEqual([])
})

test('every file of tests/attacks is named', () => {
  const files = readdirSync(join(root, 'tests/attacks')).filter(name => name.endsWith('.test.ts'))
  expect(files.length).toBeGreaterThan(10)
  expect(files.filter(name => !proofs.some(({ file }) => file === `tests/attacks/${name}`))).toEqual([])
})

test('every requirement of levels 1 and 2 of ASVS 5.0.0 has one line, and says where it holds or why not', () => {
  expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length)
  expect(['1', '2'].map(level => rows.filter(row => row.level === level).length)).toEqual([70, 183])
  expect(rows.filter(({ where }) => !where)).toEqual([])
})

test('the counts are those of the lines', () => {
  const kinds = [
    ['yes, with a test', ({ says, shown }: (typeof rows)[number]) => says === 'yes' && shown !== ''],
    ['yes, by reading', ({ says, shown }: (typeof rows)[number]) => says === 'yes' && shown === ''],
    ['no', ({ says }: (typeof rows)[number]) => says === 'no'],
    ['n/a', ({ says }: (typeof rows)[number]) => says === 'n/a'],
  ] as const
  for (const [name, is] of kinds) {
    const of = rows.filter(is)
    const levels = ['1', '2'].map(level => of.filter(row => row.level === level).length)
    expect(page).toContain(`| ${[name, ...levels, of.length].join(' | ')} |`)
  }
})

test('every no is in the list of what is not there yet, once, and nothing else is', () => {
  const [, list = ''] = page.split('## What is not there yet')
  const refused = rows.filter(({ says }) => says === 'no').map(({ id }) => id)
  expect(idsIn(list).sort()).toEqual(refused.sort())
})
