/** What a person types as a number, in French or English: « 1 250,5 », `1,250.5`, « -3 ». Empty is null; what is no number is undefined. */
export function parseNumber(text: string, locale: 'fr' | 'en'): number | null | undefined {
  const bare = text.replace(/[\s\u00a0\u202f']/g, '').replace('\u2212', '-')
  if (bare === '') return null
  const plain = locale === 'fr' ? bare.replace(',', '.') : bare.replace(/,(?=\d{3}(\D|$))/g, '').replace(',', '.')
  if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(plain)) return undefined
  const value = Number(plain)
  return Number.isFinite(value) ? value : undefined
}
