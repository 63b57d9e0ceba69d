import type { KnownDocument, StoredFact } from './database.ts'
import type { Place } from './rows.ts'

type Places = ReadonlyMap<string, Place>

/** Documents that changed after the rows of their space were saved; `last` is the last entry of the log of each. */
export function staleDocuments(places: Places, known: Iterable<KnownDocument>, last: ReadonlyMap<string, number>): Set<string> {
  const stale = new Set<string>()
  for (const { name, space, moved } of known) {
    const place = places.get(space)
    if (!place || moved > place.moved || (last.get(name) ?? 0) > place.seq) stale.add(name)
  }
  return stale
}

/** After which position there may be facts that saved rows do not show; `named` are the spaces this device keeps. */
export const oldestPosition = (places: Places, named: Iterable<string>): number =>
  // What names no space is seen from everywhere.
  ['', ...named].reduce((oldest, space) => Math.min(oldest, places.get(space)?.position ?? -1), Infinity)

/** Those that a space's saved rows do not show. */
export const staleFacts = (places: Places, facts: readonly StoredFact[]): StoredFact[] =>
  facts.filter(({ spaces, position }) => (spaces.length ? spaces : ['']).some(space => position > (places.get(space)?.position ?? -1)))
