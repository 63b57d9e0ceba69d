import { status } from '../status.ts'

/** Whether this server sends letters decides what can be offered. */
export async function load({ fetch }) {
  const said = await status(fetch)
  return { reachable: said !== null, letters: said?.letters ?? false }
}
