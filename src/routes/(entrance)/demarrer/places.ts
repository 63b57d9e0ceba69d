import type { Option } from '$lib/ui/types.ts'

const currencies = [
  'XOF',
  'XAF',
  'EUR',
  'USD',
  'GNF',
  'CDF',
  'MRU',
  'GMD',
  'CVE',
  'NGN',
  'GHS',
  'MAD',
  'DZD',
  'TND',
  'EGP',
  'KES',
  'RWF',
  'BIF',
  'MGA',
  'MUR',
  'KMF',
  'DJF',
  'ZAR',
  'GBP',
  'CHF',
  'CAD',
  'AED',
  'SAR',
  'CNY',
  'HTG',
]

export function currencyOptions(locale: string): Option[] {
  const names = new Intl.DisplayNames([locale], { type: 'currency' })
  const upper = (text: string) => text.charAt(0).toLocaleUpperCase(locale) + text.slice(1)
  return currencies.map(id => ({ id, label: upper(names.of(id) ?? id), hint: id }))
}

const shift = (zone: string, at: Date) =>
  new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'shortOffset' })
    .formatToParts(at)
    .find(part => part.type === 'timeZoneName')?.value ?? ''

/** Every time zone this browser knows, by its city, the one it is in among them. */
export function zoneOptions(at: Date): Option[] {
  const ids = new Set([...Intl.supportedValuesOf('timeZone'), zoneHere()])
  return [...ids].map(id => ({
    id,
    label: (id.split('/').at(-1) ?? id).replaceAll('_', ' '),
    hint: [id.includes('/') ? id.split('/')[0] : '', shift(id, at).replace('GMT', 'UTC')].filter(Boolean).join(' · '),
  }))
}
export const zoneHere = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone || 'Africa/Dakar'
