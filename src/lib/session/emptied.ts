import { condemnedIn, thinPlace } from '$lib/store/wipe.ts'

/** What was being emptied when a page died is emptied before anything is read. */
export async function emptied(): Promise<void> {
  const thin = localStorage.getItem(thinPlace)
  if (thin) {
    const { thinned } = await import('./protect.ts')
    await thinned(thin)
    localStorage.removeItem(thinPlace)
  }
  if (!condemnedIn(localStorage).length) return
  const { browserPlaces, finishWipes } = await import('$lib/store/wipe-all.ts')
  await finishWipes(browserPlaces())
}
