import { Lazy } from '$lib/session/Lazy.svelte.ts'

/** What opens over any screen, and is not in the first one. */
export const overlays = new Lazy(() => import('./Overlays.svelte'))
export const trouble = new Lazy(() => import('./Trouble.svelte'))
export const peek = new Lazy(() => import('$lib/record/RecordPeek.svelte'))
export const newProject = new Lazy(() => import('./projets/NewProject.svelte'))
export const lockWatch = new Lazy(() => import('$lib/session/lock-watch.ts'))
