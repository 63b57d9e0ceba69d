// What XML 1.0 has no way to write: one such character and Word refuses the whole file.
// eslint-disable-next-line no-control-regex
const unwritable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffe\uffff]/g

/** The same value, all its words made of characters that a Word file may hold. */
export function printable<T>(value: T): T {
  if (typeof value === 'string') return value.toWellFormed().replace(unwritable, '') as T
  if (Array.isArray(value)) return value.map(printable) as T
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, printable(one)])) as T
}
