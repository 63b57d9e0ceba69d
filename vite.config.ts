import { paraglideVitePlugin } from '@inlang/paraglide-js'
import { sveltekit } from '@sveltejs/kit/vite'
import tailwindcss from '@tailwindcss/vite'
import { defineConfig } from 'vite'

export default defineConfig({
  // Icons are imported one by one: bundling each when it first appears would reload the page under the person's hands.
  optimizeDeps: { exclude: ['@lucide/svelte'] },
  plugins: [
    tailwindcss(),
    sveltekit(),
    // The shell is prerendered and the language is chosen on the device: no cookie and no locale in the address.
    paraglideVitePlugin({
      project: './project.inlang',
      outdir: './src/lib/paraglide',
      strategy: ['localStorage', 'preferredLanguage', 'baseLocale'],
    }),
  ],
})
