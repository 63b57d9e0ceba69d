/**
 * Minutes, from what a person types: « 1h30 », « 90 min », « 1,5 h », « 2 j » (days of eight hours), « 45 » (minutes).
 * Empty is null; what is no duration is undefined.
 */
export function parseDuration(text: string): number | null | undefined {
  const bare = text
    .toLowerCase()
    .replace(/[\s\u00a0\u202f]/g, '')
    .replace(',', '.')
  if (bare === '') return null
  const found =
    /^(?:(\d+(?:\.\d+)?)(?:j|d|jours?|days?))?(?:(\d+(?:\.\d+)?)h(?:eures?|ours?)?)?(?:(\d+(?:\.\d+)?)(?:m|min|mn|minutes?)?)?$/.exec(bare)
  if (!found) return undefined
  const [days = 0, hours = 0, minutes = 0] = found.slice(1).map(part => Number(part ?? 0))
  return Math.round(days * 480 + hours * 60 + minutes)
}
