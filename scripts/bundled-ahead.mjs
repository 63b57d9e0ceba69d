// Libraries that pages import are bundled when Vite starts: one found later reloads the page, under a person’s hands or in the middle
// of a test.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const src = join(import.meta.dirname, '../src')
const imported = /^\s*import (?!type\b)[^'";]*?from '((?:@[a-z][^/']*\/)?[a-z][^'.:]*)'/gm
/** Svelte is never bundled ahead; icons are imported one by one; the service worker is built apart. */
const apart = /^(svelte|@sveltejs|@lucide|workbox|vitest|node$)/

/** @returns {{ include: string[], exclude: string[] }} for `optimizeDeps` */
export function bundledAhead() {
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(
    file => /\.(ts|svelte)$/.test(file) && !/\.test\.ts$/.test(file) && !file.startsWith('lib/paraglide')
  )
  const names = files.flatMap(file => [...readFileSync(join(src, file), 'utf8').matchAll(imported)].map(([, name]) => String(name)))
  return { include: [...new Set(names)].filter(name => !apart.test(name)).sort(), exclude: ['@lucide/svelte'] }
}
