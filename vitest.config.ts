import { paraglideVitePlugin } from '@inlang/paraglide-js'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { playwright } from '@vitest/browser-playwright'
import tailwindcss from '@tailwindcss/vite'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { bundledAhead } from './scripts/bundled-ahead.mjs'
import { chromium } from './tests/chromium.ts'

const path = (folder: string) => fileURLToPath(new URL(folder, import.meta.url))
const alias = { $lib: path('src/lib'), '#kernel': path('src/kernel'), '#domain': path('src/domain'), '#server': path('server') }
const everywhere = ['src', 'server', 'tests', 'bench', 'scripts']
const tests = (ending: string) => everywhere.map(folder => `${folder}/**/*.${ending}`)

// To load the product again takes longer than most files: a worker keeps it for the next, and puts back what a test replaced.
const oneProcess = { environment: 'node', isolate: false, restoreMocks: true, unstubGlobals: true, execArgv: ['--max-semi-space-size=32'] }

export default defineConfig({
  test: {
    // Many tests of the server wait for a disk or a killed process: a second one uses the processor meanwhile. A third gains nothing.
    maxWorkers: 2,
    projects: [
      {
        plugins: [svelte()],
        resolve: { alias },
        test: {
          ...oneProcess,
          name: 'node',
          testTimeout: 60_000,
          include: tests('test.ts'),
          exclude: tests('{pg,browser}.test.ts'),
        },
      },
      {
        resolve: { alias },
        test: {
          ...oneProcess,
          name: 'pg',
          include: tests('pg.test.ts'),
          globalSetup: ['tests/postgres.ts'],
          setupFiles: ['tests/light-hashes.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        plugins: [
          tailwindcss(),
          svelte(),
          paraglideVitePlugin({
            project: './project.inlang',
            outdir: './src/lib/paraglide',
            strategy: ['localStorage', 'cookie', 'preferredLanguage', 'baseLocale'],
          }),
        ],
        resolve: { alias },
        optimizeDeps: bundledAhead(),
        test: {
          name: 'browser',
          testTimeout: 60_000,
          // Beside others, what a page shows at once may take longer than the second that is waited for otherwise.
          expect: { poll: { timeout: 15_000 } },
          include: tests('browser.test.ts'),
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: chromium, contextOptions: { locale: 'fr-FR', timezoneId: 'Africa/Dakar' } }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
})
