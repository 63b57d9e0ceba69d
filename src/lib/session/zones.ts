import type { Option } from '$lib/ui/types.ts'

const shift = (zone: string, at: Date) =>
  new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'shortOffset' })
    .formatToParts(at)
    .find(part => part.type === 'timeZoneName')?.value ?? ''

/** « Dakar », of Africa/Dakar. */
export const cityOf = (zone: string): string => (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ')

/** Every time zone this browser knows, by its city, the one it is in among them. */
export function zoneOptions(at: Date): Option[] {
  const ids = new Set([...Intl.supportedValuesOf('timeZone'), zoneHere()])
  return [...ids].map(id => ({
    id,
    label: cityOf(id),
    hint: [id.includes('/') ? id.split('/')[0] : '', shift(id, at).replace('GMT', 'UTC')].filter(Boolean).join(' · '),
  }))
}
export const zoneHere = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone || 'Africa/Dakar'
