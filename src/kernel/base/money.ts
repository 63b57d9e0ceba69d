const nbsp = '\u00a0'
const formats = new Map<string, Intl.NumberFormat>()

function formatOf(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = locale + JSON.stringify(options)
  let format = formats.get(key)
  if (!format) formats.set(key, (format = new Intl.NumberFormat(locale, options)))
  return format
}

/** How many minor units make one of the currency (ISO 4217, as Intl knows it): 1 for XOF, 100 for EUR. */
export const minorUnits = (currency: string): number =>
  10 ** (formatOf('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2)

/** From the smallest unit of the currency, exactly: 1250000 XOF is « 1 250 000 F CFA », 125000 EUR is « 1 250,00 € ». */
export function moneyWords(minor: number | bigint, currency: string, language: 'fr' | 'en'): string {
  const locale = language === 'fr' ? 'fr-FR' : 'en-GB'
  const format = formatOf(locale, { style: 'currency', currency })
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2
  const amount = BigInt(minor)
  const figures = (amount < 0n ? -amount : amount).toString().padStart(digits + 1, '0')
  const whole = figures.slice(0, figures.length - digits)
  const decimal = `${amount < 0n ? '-' : ''}${whole}${digits ? '.' + figures.slice(-digits) : ''}` as `${number}`
  if (currency !== 'XOF' && currency !== 'XAF') return format.format(decimal)
  // The franc is written after the amount in the countries that use it, whatever the language of the reader.
  const plain = formatOf(locale, { maximumFractionDigits: digits }).format(decimal)
  return `${plain}${nbsp}${currency === 'XOF' ? `F${nbsp}CFA` : 'FCFA'}`
}
