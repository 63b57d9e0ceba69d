import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const app = 'src/routes/(app)'
const space = `${app}/projets/[space]`
const layouts = ['src/routes/+layout.svelte', `${app}/+layout.ts`, `${app}/+layout.svelte`]
const aliases: [from: string, to: string][] = [
  ['$lib/', 'src/lib/'],
  ['#kernel/', 'src/kernel/'],
  ['#domain/', 'src/domain/'],
]
/** An import that waits: not a type, and not a function called later. */
const waiting = /^\s*(?:import|export) (?!type\b)(?:[^'";]*? from )?'([^']+)'/gm

/** A path from a page to a library through imports that the page waits for, or null. */
function pathTo(library: RegExp, from: string, seen = new Set<string>()): string[] | null {
  if (seen.has(from)) return null
  seen.add(from)
  for (const [, name = ''] of readFileSync(join(root, from), 'utf8').matchAll(waiting)) {
    if (library.test(name)) return [from, name]
    const alias = aliases.find(([start]) => name.startsWith(start))
    const to = alias ? alias[1] + name.slice(alias[0].length) : name.startsWith('.') ? join(dirname(from), name) : ''
    const rest = /\.(ts|svelte)$/.test(to) && !to.includes('/paraglide/') ? pathTo(library, to, seen) : null
    if (rest) return [from, ...rest]
  }
  return null
}

const pages = ['', '/projets', '/corbeille'].map(path => `${app}${path}/+page.svelte`)
const views = ['', '/plan', '/tableau', '/frise', '/documents', '/membres'].map(path => `${space}${path}/+page.svelte`)

test('the first screen of a page waits neither for the disk’s library, nor for documents, nor for the wire', () => {
  const found = [...layouts, `${space}/+layout.svelte`, ...pages, ...views].flatMap(page =>
    [/^dexie$/, /^yjs$/, /^@hocuspocus\//, /^y-protocols\//, /^@tiptap\//].flatMap(
      library => pathTo(library, page)?.join(' -> ').replaceAll(`${app}/`, '') ?? []
    )
  )
  expect(found).toEqual([])
})

test('a library that a page does wait for is seen, through as many files as it takes', () => {
  expect(pathTo(/^dexie$/, 'src/lib/store/core.ts')).toEqual(expect.arrayContaining(['src/lib/store/core.ts', 'dexie']))
})
