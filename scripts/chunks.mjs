// How the built scripts are cut: what the same layouts need travels in one file. It compresses together, and a device asks for it at once.
import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'

const routes = join(import.meta.dirname, '../src/routes')
/** The parts of the application that open as a whole. */
const layouts = [
  ['+layout.ts', '+layout.svelte'],
  ['(entrance)/+layout.svelte'],
  ['(app)/+layout.ts', '(app)/+layout.svelte'],
  ['(app)/projets/[space]/+layout.svelte'],
]

/** @typedef {{ getModuleInfo(id: string): { importedIds: readonly string[] } | null }} Graph */

/** What every page stands on, whichever it is. */
const ground = /\/node_modules\/(@sveltejs\/kit|devalue)\/|vite\/preload-helper/
const source = /^[^?\0]*\/src\/(?!lib\/paraglide\/)[^?]*\.(ts|svelte)$/
const message = /\/paraglide\/messages\/([^/]+)\.js$/

/**
 * Everything that a layout cannot open without. Messages hang together in one index: only those that its sources speak are needed.
 * @param {readonly string[]} files @param {Graph} graph
 */
function needs(files, graph) {
  const seen = new Set()
  const ahead = files.map(file => join(routes, file))
  for (let id = ahead.pop(); id !== undefined; id = ahead.pop()) {
    if (seen.has(id)) continue
    seen.add(id)
    if (source.test(id)) for (const [, key] of readFileSync(id, 'utf8').matchAll(/\bm\.([a-z0-9_]+)/g)) seen.add(`message ${key}`)
    if (basename(id) !== '_index.js') ahead.push(...(graph.getModuleInfo(id)?.importedIds ?? []))
  }
  return seen
}

/** Names the chunk of a module after the layouts that need it; what none needs is left to the pages. */
export function chunkNames() {
  /** @type {Set<string>[] | undefined} */
  let needed
  /** @param {string} id @param {Graph} graph */
  return (id, graph) => {
    if (ground.test(id)) return 'layout-0'
    needed ??= layouts.map(files => needs(files, graph))
    const key = message.exec(id)?.[1]
    const by = needed.flatMap((ids, n) => (ids.has(key === undefined ? id : `message ${key}`) ? n : []))
    return by.length ? `layout-${by.join('-')}` : null
  }
}

/** @typedef {{ type: 'chunk', code: string, isEntry: boolean, imports: readonly string[] }} Chunk */

/**
 * Of what a page cannot be shown without, most functions are called at once: browsers that heed it read them whole beside the main thread,
 * rather than one by one on it. What comes later is left alone.
 * @param {Record<string, Chunk | { type: 'asset' }>} bundle
 */
export function readWhole(bundle) {
  const seen = new Set()
  const ahead = Object.keys(bundle).filter(file => isChunk(bundle[file]) && bundle[file].isEntry)
  for (let file = ahead.pop(); file !== undefined; file = ahead.pop()) {
    const chunk = bundle[file]
    if (seen.has(file) || !isChunk(chunk)) continue
    seen.add(file)
    chunk.code = `//# allFunctionsCalledOnLoad\n${chunk.code}`
    ahead.push(...chunk.imports)
  }
}
/** @param {Chunk | { type: 'asset' } | undefined} file @returns {file is Chunk} */
const isChunk = file => file?.type === 'chunk'
