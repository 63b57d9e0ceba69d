import { status } from '../status.ts'

/** The name of the workspace when it has its owner already: there is then nothing to set up. */
export const load = async ({ fetch }) => ({ taken: (await status(fetch))?.workspace?.name ?? null })
