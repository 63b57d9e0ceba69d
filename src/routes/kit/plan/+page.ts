import { error } from '@sveltejs/kit'
import { dev } from '$app/environment'

export const ssr = false

/** For those who build: outside development the page does not exist, and its code is not in the build. */
export async function load() {
  if (dev) return { Views: (await import('./Views.svelte')).default }
  error(404)
}
