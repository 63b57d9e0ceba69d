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
