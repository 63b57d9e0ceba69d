import { paraglideVitePlugin } from '@inlang/paraglide-js'
import { sveltekit } from '@sveltejs/kit/vite'
import tailwindcss from '@tailwindcss/vite'
import { defineConfig, type Plugin } from 'vite'
import { chunkNames, readWhole } from './scripts/chunks.mjs'
import { bundledAhead } from './scripts/bundled-ahead.mjs'
import { icons } from './scripts/icons.mjs'

/** The server of `npm run dev`, loaded by Node as it is rather than bundled with this file. */
const relais: Plugin = {
  name: 'relais',
  apply: 'serve',
  async configureServer(vite) {
    const { attach } = await import(new URL('./server/dev.ts', import.meta.url).href)
    await attach(vite)
  },
}

/** For browsers; the server loads its pages from the disk. */
const chunks: Plugin = {
  name: 'relais-chunks',
  config: (_, { isSsrBuild }) =>
    isSsrBuild ? {} : { build: { rolldownOptions: { output: { codeSplitting: { groups: [{ name: chunkNames() }] } } } } },
  // Last, for what stands before it would hide it.
  generateBundle: { order: 'post', handler: (_, bundle) => readWhole(bundle) },
}

export default defineConfig({
  optimizeDeps: bundledAhead(),
  plugins: [
    tailwindcss(),
    icons(),
    sveltekit(),
    relais,
    chunks,
    // The shell is prerendered and the language is chosen on the device: no cookie and no locale in the address.
    paraglideVitePlugin({
      project: './project.inlang',
      outdir: './src/lib/paraglide',
      strategy: ['localStorage', 'preferredLanguage', 'baseLocale'],
    }),
  ],
})
