import { redirect } from '@sveltejs/kit'
import { status } from '../status.ts'

/** Nobody can sign in to a workspace that nobody has created: the first visit goes there. */
export async function load({ fetch }) {
  const said = await status(fetch)
  if (said && !said.workspace) redirect(307, '/demarrer')
  return { workspace: said?.workspace?.name ?? null, reachable: said !== null, provider: said?.provider ?? null }
}
