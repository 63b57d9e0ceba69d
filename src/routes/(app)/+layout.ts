import { error, redirect } from '@sveltejs/kit'
import { dev } from '$app/environment'
import { blocked, deviceOf } from '$lib/session/holder.ts'
import { inside, locked } from '$lib/session/locking.ts'
import { version } from '$lib/session/Version.svelte.ts'
import { recordAt } from '$lib/record/open-record.ts'
import { currentWho, recognise } from '$lib/session/who.ts'
import { Locked } from '$lib/store/vault.ts'
import { peek } from './later.ts'

let watched = false

/** Opens from what is on the device; the server is asked who we are only when the device does not know. */
export async function load({ parent, untrack, url }) {
  await parent()
  const onward = `vers=${encodeURIComponent(url.pathname + url.search)}`
  const said = currentWho() ?? (await recognise().catch(() => null))
  if (!said) redirect(307, `/connexion?${onward}`)
  if (locked(said) && !(await (await import('$lib/session/ask-tabs.ts')).askTabs(said))) redirect(307, `/verrou?${onward}`)
  const who = inside(said)
  // An address that opens a record beside the page is shown with it, not before it.
  const opening = deviceOf(who).catch((fault: unknown) => {
    if (fault instanceof Locked) redirect(307, `/verrou?${onward}`)
    throw fault
  })
  const [device] = await Promise.all([opening, untrack(() => recordAt(url)) && peek.fetch().catch(() => null)])
  if (!device) {
    void deviceOf(who, { patient: true }).then(() => location.reload())
    error(503, blocked)
  }
  if (!dev && !watched) {
    watched = true
    void version.watch().catch(() => null)
  }
  return { device, who }
}
