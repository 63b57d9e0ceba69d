import { error } from '@sveltejs/kit'

export const ssr = false

/** For those who build. `import.meta.env.DEV` is replaced before bundling: in production neither the page nor its code exists. */
export async function load() {
  if (import.meta.env.DEV) return { Shell: (await import('./Shell.svelte')).default }
  error(404)
}
