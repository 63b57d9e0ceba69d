import { redirect } from '@sveltejs/kit'
import { askTabs } from '$lib/session/ask-tabs.ts'
import { emptiedByTries, settled, waiting } from '$lib/session/protect.ts'
import { currentWho } from '$lib/session/who.ts'
import { onward } from '../connexion/onward.ts'

/** A device under a PIN says that it is one, and how much waits in it. */
export async function load({ parent, url }) {
  await parent()
  const who = currentWho()
  if (!who) redirect(307, '/connexion')
  if (!(await settled(who)) || (await askTabs(who))) redirect(307, onward(url))
  return { who, waiting: await waiting(who), emptied: emptiedByTries(who) }
}
