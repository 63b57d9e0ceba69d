/** What stands after an amount: « F CFA », « € ». */
export function currencyUnit(currency: string, locale: 'fr' | 'en'): string {
  if (currency === 'XOF') return 'F\u00a0CFA'
  if (currency === 'XAF') return 'FCFA'
  const parts = new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' }).formatToParts(1)
  return parts.find(({ type }) => type === 'currency')?.value ?? currency
}
