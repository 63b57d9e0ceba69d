import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readWhole } from './chunks.mjs'
import { drawn } from './icons.mjs'
import { pagesOf, withPreloads } from './preloads.mjs'

const sources: Record<number, string> = {
  0: '+layout.svelte',
  2: '(app)/+layout.svelte',
  3: '(app)/projets/[space]/+layout.svelte',
  4: '(entrance)/connexion/+page.svelte',
  5: '(app)/+page.svelte',
  6: '(app)/projets/[space]/plan/+page.svelte',
}
const key = (n: string | number) => `.svelte-kit/generated/client-optimized/nodes/${n}.js`
const nodes = Object.keys(sources).map(n => [key(n), { file: `node-${n}.js`, imports: n === '6' ? ['_plan'] : ['_frame'] }] as const)
const manifest = {
  ...Object.fromEntries(nodes),
  _frame: { file: 'frame.js', imports: ['_plan', '_frame'] },
  _plan: { file: 'plan.js', css: ['plan.css'] },
}
const pages = pagesOf(
  manifest,
  at => `export { default as component } from "../../src/routes/${sources[Number(/(\d+)\.js$/.exec(at)?.[1])]}"`
)
const opening = (address: string) => pages.find(({ pattern }) => pattern.test(address))?.files.toSorted()

test('a page opens with its own files and those of the layouts it stands in, each once', () => {
  expect(opening('/projets/abc/plan')).toEqual(['frame.js', 'node-0.js', 'node-2.js', 'node-3.js', 'node-6.js', 'plan.css', 'plan.js'])
  expect(opening('/connexion')).toEqual(['frame.js', 'node-0.js', 'node-4.js', 'plan.css', 'plan.js'])
  expect(opening('/')).toContain('node-5.js')
  expect(opening('/projets/abc/autre')).toBeUndefined()
})

test('the shell names them ahead of its style, which a script would wait for, and not those it asks for itself', () => {
  const head = '<link href="/node-0.js" rel="modulepreload"><link href="/a.css" rel="stylesheet">'
  const shell = withPreloads(`<script>theme</script>${head}`, pages)
  expect(shell.endsWith(head)).toBe(true)
  const files = JSON.parse(/const files = (\[.*?\])/.exec(shell)?.[1] ?? '[]') as string[]
  expect(files).toEqual(expect.arrayContaining(['node-6.js', 'plan.js', 'plan.css']))
  expect(files).not.toContain('node-0.js')
})

test('what a page waits for is read whole, what it fetches later is not', () => {
  const chunk = (isEntry: boolean, imports: string[] = []) => ({ type: 'chunk' as const, code: 'x', isEntry, imports })
  const bundle = { page: chunk(true, ['frame']), frame: chunk(false, ['page']), later: chunk(false), style: { type: 'asset' as const } }
  readWhole(bundle)
  expect([bundle.page.code, bundle.frame.code, bundle.later.code]).toEqual([
    '//# allFunctionsCalledOnLoad\nx',
    '//# allFunctionsCalledOnLoad\nx',
    'x',
  ])
})

test('an icon is drawn with the shapes that the library gives it', () => {
  const source = readFileSync(join(import.meta.dirname, '../node_modules/@lucide/svelte/dist/icons/plus.svelte'), 'utf8')
  expect(drawn(source)).toMatch(/<svg [^]*><path d="M5 12h14" \/><path d="M12 5v14" \/><\/svg>$/)
})
