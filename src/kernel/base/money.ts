/** How many minor units make one of the currency (ISO 4217, as Intl knows it): 1 for XOF, 100 for EUR. */
export const minorUnits = (currency: string): number =>
  10 ** (new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2)
