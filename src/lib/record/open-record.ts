import { goto } from '$app/navigation'
import { page } from '$app/state'

const parameter = 'fiche'

/** The record that the address asks to open beside the page, if it does. */
export function recordAt(url: URL): { entity: string; id: string } | null {
  const [entity, id] = url.searchParams.get(parameter)?.split('.') ?? []
  return entity && id ? { entity, id } : null
}
/** The same page with this record open beside it. */
export function recordHref(entity: string, id: string, url: URL = page.url): string {
  const next = new URL(url)
  next.searchParams.set(parameter, `${entity}.${id}`)
  return next.pathname + next.search + next.hash
}

const quietly = { noScroll: true, keepFocus: true } as const
/** Opens a record over the page without leaving it. Going from one record to another is one step back in the history. */
export const openRecord = (entity: string, id: string): Promise<void> =>
  goto(recordHref(entity, id), { ...quietly, replaceState: recordAt(page.url) !== null })
export function closeRecord(): Promise<void> {
  const next = new URL(page.url)
  next.searchParams.delete(parameter)
  return goto(next.pathname + next.search + next.hash, { ...quietly, replaceState: true })
}
