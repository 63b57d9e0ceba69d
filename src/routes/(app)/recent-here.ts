import { createContext } from 'svelte'
import type { Recent } from './Recent.svelte.ts'

/** The projects looked at last, given by the shell. */
export const [recentHere, setRecentHere] = createContext<Recent>()
