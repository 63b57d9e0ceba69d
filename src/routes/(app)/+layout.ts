import { redirect } from '@sveltejs/kit'
import { dev } from '$app/environment'
import { deviceOf } from '$lib/session/holder.ts'
import { version } from '$lib/session/Version.svelte.ts'
import { currentWho, recognise } from '$lib/session/who.ts'

let watched = false

/** Opens from what is on the device; the server is asked who we are only when the device does not know. */
export async function load({ url }) {
  const who = currentWho() ?? (await recognise().catch(() => null))
  if (!who) redirect(307, `/connexion?vers=${encodeURIComponent(url.pathname + url.search)}`)
  const device = await deviceOf(who)
  if (!dev && !watched) {
    watched = true
    void version.watch().catch(() => null)
  }
  return { device, who }
}
