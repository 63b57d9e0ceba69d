// What each page opens with, written into the page that answers every address: a device asks for all of it at once, not for a file when the
// one before it has been read.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** @typedef {Record<string, { file: string, imports?: string[], css?: string[], assets?: string[] }>} Manifest */
/** @typedef {{ pattern: RegExp, files: string[] }} Page */

const generated = 'generated/client-optimized/nodes'
/** The page or the layout that a built node stands for. */
const stands = /src\/routes\/(.*?)\/?\+(page|layout)(?:@[^.]*)?\.svelte/

/** The address of a page, from its folder. */
const patternOf = (/** @type {string} */ folder) => {
  const parts = folder.split('/').filter(part => part && !part.startsWith('('))
  return new RegExp(`^/${parts.map(part => part.replace(/\[[^\]]+\]/, '[^/]+')).join('/')}$`)
}

/**
 * Pages with every file they cannot be shown without, their layouts' included.
 * @param {Manifest} manifest @param {(file: string) => string} nodeSource
 * @returns {Page[]}
 */
export function pagesOf(manifest, nodeSource) {
  const nodes = Object.keys(manifest)
    .filter(key => key.includes(`${generated}/`))
    .flatMap(key => {
      const [, folder, kind] = stands.exec(nodeSource(key)) ?? []
      return folder === undefined ? [] : [{ key, folder, kind }]
    })
  const layouts = nodes.filter(({ kind }) => kind === 'layout')
  return nodes
    .filter(({ kind }) => kind === 'page')
    .map(({ key, folder }) => {
      const above = layouts.filter(layout => `${folder}/`.startsWith(layout.folder && `${layout.folder}/`))
      return {
        pattern: patternOf(folder),
        files: [...new Set([...above.map(layout => layout.key), key].flatMap(key => needs(manifest, key)))],
      }
    })
}

/** @param {Manifest} manifest @param {string} key @param {Set<string>} seen @returns {string[]} */
function needs(manifest, key, seen = new Set()) {
  const chunk = manifest[key]
  if (!chunk || seen.has(key)) return []
  seen.add(key)
  return [chunk.file, ...(chunk.css ?? []), ...(chunk.imports ?? []).flatMap(other => needs(manifest, other, seen))]
}

/** The letters that every page is written with. @param {Manifest} manifest */
export const fontOf = manifest =>
  Object.values(manifest)
    .flatMap(({ assets }) => assets ?? [])
    .find(file => /inter-latin-wght-normal[^/]*\.woff2$/.test(file))

/** @param {string} shell @param {readonly Page[]} pages @param {string | undefined} [font] */
export function withPreloads(shell, pages, font) {
  const files = [...new Set(pages.flatMap(page => page.files))].filter(file => !shell.includes(file))
  const list = pages.map(
    page => `[${page.pattern},${JSON.stringify(page.files.flatMap(file => (files.includes(file) ? files.indexOf(file) : [])))}]`
  )
  const script = `<script>
      {
        const files = ${JSON.stringify(files)}
        const [, needed] = [${list.join(',')}].find(([address]) => address.test(location.pathname)) ?? [0, []]
        for (const n of needed) {
          const link = document.createElement('link')
          link.href = '/' + files[n]
          if (link.href.endsWith('.css')) Object.assign(link, { rel: 'preload', as: 'style', crossOrigin: '' })
          else link.rel = 'modulepreload'
          document.head.append(link)
        }${font ? lettersFirst(font) : ''}
      }
    </script>
    `
  return shell.replace(/(?=<link [^>]*rel="modulepreload")/, () => script)
}

/**
 * Letters that come after the first layout have all of it done again. From the device they are there before it; over a thin line
 * scripts go first.
 * @param {string} font
 */
const lettersFirst = font => `
        if (navigator.serviceWorker?.controller)
          document.head.append(
            Object.assign(document.createElement('link'), { rel: 'preload', as: 'font', crossOrigin: 'anonymous', href: '/${font}' })
          )`

/**
 * An adapter that writes them into the prerendered shell, then does its own work.
 * @param {import('@sveltejs/kit').Adapter} adapter
 * @returns {import('@sveltejs/kit').Adapter}
 */
export const preloading = adapter => ({
  ...adapter,
  adapt: builder => {
    const out = builder.config.kit.outDir
    const shell = join(out, 'output/prerendered/pages/shell.html')
    const manifest = JSON.parse(readFileSync(join(out, 'output/client/.vite/manifest.json'), 'utf8'))
    const pages = pagesOf(manifest, key => readFileSync(join(out, generated, key.slice(key.lastIndexOf('/') + 1)), 'utf8'))
    writeFileSync(shell, withPreloads(readFileSync(shell, 'utf8'), pages, fontOf(manifest)))
    return adapter.adapt(builder)
  },
})
