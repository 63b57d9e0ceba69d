import { expect, test } from 'vitest'
import { importsOf, sources, type Source } from './architecture/sources.ts'

const all = sources()
const inside = (...folders: string[]) => all.filter(({ path }) => folders.some(folder => path.startsWith(folder)))
const isTest = ({ path }: Source) => /\.(test|spec)\.ts$/.test(path)
const code = (...folders: string[]) => inside(...folders).filter(source => !isTest(source))
const isOurs = (to: string) => /^(src|server|tests|bench|scripts|migrations|static|build)\//.test(to)

/** 'who -> what' for every import that `allowed` refuses. */
const arrows = (from: Source[], allowed: (to: string, source: Source, typeOnly: boolean) => boolean) =>
  from.flatMap(source =>
    source.imports.filter(({ to, typeOnly }) => !allowed(to, source, typeOnly)).map(({ to }) => `${source.path} -> ${to}`)
  )

/** A longer file needs its reason here. */
const longFiles: Record<string, string> = {}
/** A clock, a disk or a wire in the kernel or the domain needs its reason here. */
const edges: Record<string, string> = {}

test('the kernel imports itself, Yjs, and the pure arithmetic of ranks', () => {
  expect(arrows(code('src/kernel/'), to => to.startsWith('src/kernel/') || /^(yjs|lib0|fractional-indexing)(\/|$)/.test(to))).toEqual([])
})

test('the domain imports the kernel, itself and no library', () => {
  expect(arrows(code('src/domain/'), to => to.startsWith('src/kernel/') || to.startsWith('src/domain/'))).toEqual([])
})

test('the kernel and the domain touch no clock, no disk and no wire', () => {
  const touch = /\b(Date\.now\(|new Date\(\)|Math\.random\(|setTimeout\(|setInterval\(|fetch\(|localStorage\b|indexedDB\b|process\.)/
  const found = code('src/kernel/', 'src/domain/').filter(
    ({ path, text }) => !edges[path] && touch.test(text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, ''))
  )
  expect(found.map(({ path }) => path)).toEqual([])
})

test('the browser host stands on the kernel and the domain, never on the server or on a route', () => {
  expect(arrows(code('src/lib/'), to => !isOurs(to) || /^src\/(kernel|domain|lib)\//.test(to))).toEqual([])
})

test('the server stands on the kernel and the domain, never on the browser host or on a route', () => {
  expect(arrows(code('server/'), to => !isOurs(to) || /^(src\/(kernel|domain)|server|build)\//.test(to))).toEqual([])
})

test('a route reaches the running server through its locals, never by an import', () => {
  expect(arrows(code('src/routes/'), to => !to.startsWith('server/'))).toEqual([])
})

test('a family of the domain imports another family as types only', () => {
  const family = (path: string) => /^src\/domain\/([^/]+)\//.exec(path)?.[1]
  const shared = (name: string | undefined) => !name || name === 'traits'
  const allowed = (to: string, { path }: Source, typeOnly: boolean) =>
    typeOnly || shared(family(path)) || shared(family(to)) || family(to) === family(path)
  expect(arrows(code('src/domain/'), allowed)).toEqual([])
})

test('no file imports itself through others, types aside', () => {
  const next = new Map(all.map(({ path, imports }) => [path, imports.filter(({ typeOnly }) => !typeOnly).map(({ to }) => to)]))
  const done = new Set<string>()
  const cycles: string[] = []
  const walk = (path: string, trail: string[]) => {
    if (trail.includes(path)) return void cycles.push([...trail.slice(trail.indexOf(path)), path].join(' -> '))
    if (done.has(path)) return
    for (const to of next.get(path) ?? []) walk(to, [...trail, path])
    done.add(path)
  }
  for (const path of next.keys()) walk(path, [])
  expect(cycles).toEqual([])
})

test('no file passes on what another exports, types aside (no barrels)', () => {
  expect(
    all.flatMap(({ path, imports }) =>
      imports.filter(({ reexported, typeOnly }) => reexported && !typeOnly).map(({ to }) => `${path} -> ${to}`)
    )
  ).toEqual([])
})

test('no file has more than 300 lines, and no line more than 140 characters, its long texts aside', () => {
  const width = (line: string) => [...line.replace(/(['"`])(?:(?!\1).){40,}\1/g, '""')].length
  const long = all.flatMap(({ path, text }) => {
    const lines = text.trimEnd().split('\n')
    const wide = lines.flatMap((line, i) => (width(line) > 140 ? [`${path}:${i + 1}: ${width(line)} characters`] : []))
    return lines.length > 300 && !longFiles[path] ? [`${path}: ${lines.length} lines`, ...wide] : wide
  })
  expect(long).toEqual([])
})

test('a file is named after what it holds: kebab-case.ts, PascalCase.svelte, and never utils or helpers', () => {
  const good = (path: string) => {
    const name = path.split('/').at(-1)!
    if (/^(utils?|helpers?|misc|common|index)\b/i.test(name)) return false
    const module = /^[a-z0-9]+(-[a-z0-9]+)*(\.(pg|browser))?(\.(test|spec|d))?\.(ts|mjs|js)$/
    const component = /^[A-Z][A-Za-z0-9]*(\.svelte|\.svelte\.ts|(\.svelte)?(\.browser)?\.test\.ts)$/
    // SvelteKit names its own.
    return name.startsWith('+') || name === 'hooks.server.ts' || module.test(name) || component.test(name)
  }
  expect(all.map(({ path }) => path).filter(path => !good(path))).toEqual([])
})

test('no test is skipped, focused or left for later', () => {
  const word = /\b(it|test|describe)\.(skip|only|todo|fixme)\b/
  expect(
    inside('src/', 'server/', 'tests/', 'bench/')
      .filter(source => isTest(source) && word.test(source.text))
      .map(({ path }) => path)
  ).toEqual([])
})

test('an import is seen in a script, in a component, as a type and in the middle of the code', () => {
  const component = `<script lang="ts">\n  import type { A } from '#kernel/a.ts'\n  import B from './B.svelte'\n</script>\n{#await import('$lib/c.ts')}{/await}`
  expect(importsOf('src/routes/x/Page.svelte', component)).toEqual([
    { to: 'src/kernel/a.ts', typeOnly: true, reexported: false },
    { to: 'src/routes/x/B.svelte', typeOnly: false, reexported: false },
  ])
  expect(importsOf('server/x.ts', `export * from '#server/y.ts'\nconst z = () => import('yjs')`)).toEqual([
    { to: 'server/y.ts', typeOnly: false, reexported: true },
    { to: 'yjs', typeOnly: false, reexported: false },
  ])
})
