const ligatures: Record<string, string> = { œ: 'oe', æ: 'ae', ß: 'ss', ø: 'o', đ: 'd', ł: 'l' }

/** Case and accents removed: the key on which both stores sort and search. */
export const fold = (text: string): string =>
  plain.test(text)
    ? text.toLowerCase()
    : text
        .normalize('NFKD')
        .replace(/\p{M}/gu, '')
        .toLowerCase()
        .replace(/[œæßøđł]/g, letter => ligatures[letter] ?? letter)
/** Nothing to take away. */
const plain = /^[\x20-\x7e]*$/

/** The order of UTF-8 bytes, which Postgres calls "C"; JavaScript's own order differs above U+FFFF. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x !== y) return lift(x) - lift(y)
  }
  return a.length - b.length
}
// Surrogates stand for code points above every other unit, yet have smaller units than U+E000-U+FFFF.
const lift = (unit: number) => (unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit)
