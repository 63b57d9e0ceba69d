import adapter from '@sveltejs/adapter-node'
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte'
import { preloading } from './scripts/preloads.mjs'

/** @type {import('@sveltejs/kit').Config} */
export default {
  preprocess: vitePreprocess(),
  compilerOptions: { runes: true },
  kit: {
    adapter: preloading(adapter({ out: 'build' })),
    // The page tells the device about a new version; it is never forced in the middle of an edit.
    version: { pollInterval: 0 },
    serviceWorker: { register: false },
    // The prerendered shell answers for every address, whatever its depth.
    paths: { relative: false },
    alias: { '#kernel/*': 'src/kernel/*', '#domain/*': 'src/domain/*' },
    typescript: {
      config: config => ({
        ...config,
        include: [...config.include, '../server/**/*.ts', '../tests/**/*.ts', '../bench/**/*.ts', '../scripts/**/*.mjs', '../*.ts'],
      }),
    },
  },
}
