import { isIP } from 'node:net'
import type { Clock } from '#kernel/base/clock.ts'
import { Attempts } from './attempts.ts'

/**
 * Who asks, as far as an address tells: a network of IPv6 (/64) is one house, with as many addresses as it likes. What comes from this
 * machine itself is everybody, behind a proxy that nobody has named.
 */
export function houseOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '')
  if (plain === '' || plain === '::1' || /^127\./.test(plain)) return everybody
  return isIP(plain) === 6 ? `${groupsOf(plain).slice(0, 4).join(':')}::/64` : plain
}
const everybody = 'here'

/** The eight groups of an address of IPv6, written out. */
function groupsOf(address: string): string[] {
  const [before = '', after] = address.split('::')
  const [head, tail] = [before, after ?? ''].map(part => part.split(':').filter(Boolean))
  const zeros = Array.from({ length: after === undefined ? 0 : 8 - (head?.length ?? 0) - (tail?.length ?? 0) }, () => '0')
  return [...(head ?? []), ...zeros, ...(tail ?? [])].map(group => Number.parseInt(group, 16).toString(16))
}

/**
 * Wrong passwords from one house, whatever the accounts. More than can wait for their turn at once, so that a whole office may sign in
 * at the same minute.
 */
export class Limits {
  private readonly houses: Attempts
  private readonly here: Attempts
  constructor(clock: Clock) {
    this.houses = new Attempts(clock, { most: 60 })
    this.here = new Attempts(clock, { most: 600 })
  }
  /**
   * Counts one more try, before it is known to be wrong: many at once count like many in turn. Seconds to wait instead, when there are
   * too many.
   */
  take(address: string): number {
    const [attempts, house] = this.of(address)
    const wait = attempts.wait(house)
    if (!wait) attempts.fail(house)
    return wait
  }
  /** It was right, or was not heard. */
  forgive(address: string): void {
    const [attempts, house] = this.of(address)
    attempts.forgive(house)
  }
  private of(address: string): [Attempts, string] {
    const house = houseOf(address)
    return [house === everybody ? this.here : this.houses, house]
  }
}
