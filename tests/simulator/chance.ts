/** Numbers that look like chance and are the same for the same seed. */
export class Chance {
  #a: number
  constructor(seed: number) {
    this.#a = (seed ^ 0x9e3779b9) >>> 0
    for (let n = 0; n < 4; n++) this.bits()
  }

  /** 32 of them. */
  bits(): number {
    this.#a = (this.#a + 0x6d2b79f5) >>> 0
    let t = this.#a
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return (t ^ (t >>> 14)) >>> 0
  }
  /** From 0 to 1. */
  part(): number {
    return this.bits() / 2 ** 32
  }
  below(limit: number): number {
    return Math.floor(this.part() * limit)
  }
  between(least: number, most: number): number {
    return least + this.part() * (most - least)
  }
  happens(odds: number): boolean {
    return this.part() < odds
  }
  one<T>(of: readonly T[]): T {
    return of[this.below(of.length)] as T
  }
  /** One of the names, each as often as its weight says. */
  weighed<K extends string>(weights: Readonly<Record<K, number>>): K {
    const all = Object.entries(weights) as [K, number][]
    let left = this.part() * all.reduce((sum, [, weight]) => sum + weight, 0)
    return (all.find(([, weight]) => (left -= weight) < 0) ?? (all[0] as [K, number]))[0]
  }
}
