import { condemnedIn } from '$lib/store/wipe.ts'
import { release } from './holder.ts'
import { depart, endLeft, type Who } from './who.ts'

/**
 * One leaves this device, with or without a network: nothing of theirs is readable in it any more, in any tab. What had not left
 * is lost: whoever asks for it has said so.
 */
export async function leave(who: Who): Promise<void> {
  depart(who)
  await release()
  await emptied()
  await endLeft().catch(() => null)
  // What is drawn would come back with one step back in the history.
  document.body.replaceChildren()
  location.replace('/connexion')
}

/** What was being emptied when a page died is emptied before anything is read. */
export async function emptied(): Promise<void> {
  if (!condemnedIn(localStorage).length) return
  const { browserPlaces, finishWipes } = await import('$lib/store/wipe-all.ts')
  await finishWipes(browserPlaces())
}
