import { generateKeyBetween, generateNKeysBetween } from 'fractional-indexing'

/** A place between two neighbours, null at an end. Neighbours that share a rank (set at once by two people) give one after both. */
export function rankBetween(before: string | null, after: string | null): string {
  return ranksBetween(before, after, 1)[0] ?? 'a0'
}

/** `count` places in ascending order between two neighbours. */
export function ranksBetween(before: string | null, after: string | null, count: number): string[] {
  try {
    return generateNKeysBetween(before, before !== null && after !== null && before >= after ? null : after, count)
  } catch {
    // A rank written by a foreign client that is no key: stand at the end of what is known to be one.
    return generateNKeysBetween(wellFormed(before) ? before : null, null, count)
  }
}
function wellFormed(rank: string | null): boolean {
  try {
    generateKeyBetween(rank, null)
    return true
  } catch {
    return false
  }
}
