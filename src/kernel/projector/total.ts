/** Values that come and go, folded into one: the same for the same values, whatever came when. */
export interface Total {
  add(value: Folded): void
  /** A value that was added. */
  remove(value: Folded): void
  readonly value: Folded | null
}
export type Folded = number | string

export class Count implements Total {
  value = 0
  add(): void {
    this.value++
  }
  remove(): void {
    this.value--
  }
}

/** The sum of doubles without any rounding but the last (Shewchuk, 1997): parts that do not overlap, the smallest first. */
export class Sum implements Total {
  readonly #parts: number[] = []

  add(value: number): void {
    const parts = this.#parts
    let kept = 0
    for (const part of parts) {
      const sum = value + part
      const lost = Math.abs(value) < Math.abs(part) ? value - (sum - part) : part - (sum - value)
      if (lost !== 0) parts[kept++] = lost
      value = sum
    }
    parts.length = kept
    if (value !== 0) parts.push(value)
  }
  remove(value: number): void {
    this.add(-value)
  }
  get value(): number {
    const parts = this.#parts
    let at = parts.length
    let sum = 0
    let lost = 0
    while (at > 0 && lost === 0) {
      const part = parts[--at] as number
      const next = sum + part
      lost = part - (next - sum)
      sum = next
    }
    // Exactly between two doubles: what lies below says to which side.
    const next = lost * 2 + sum
    return at > 0 && lost * (parts[at - 1] as number) > 0 && next - sum === lost * 2 ? next : sum
  }
}

/** The least or the greatest. */
export class Extreme implements Total {
  readonly #times = new Map<Folded, number>()
  readonly #beats: (a: Folded, b: Folded) => boolean
  /** Undefined when it has gone and nobody has asked for the next. */
  #best: Folded | null | undefined = null
  constructor(which: 'min' | 'max') {
    this.#beats = which === 'min' ? (a, b) => a < b : (a, b) => a > b
  }

  add(value: Folded): void {
    this.#times.set(value, (this.#times.get(value) ?? 0) + 1)
    if (this.#best !== undefined) this.#best = this.#better(this.#best, value)
  }
  remove(value: Folded): void {
    const left = (this.#times.get(value) as number) - 1
    if (left > 0) return void this.#times.set(value, left)
    this.#times.delete(value)
    if (value === this.#best) this.#best = undefined
  }
  get value(): Folded | null {
    return (this.#best ??= [...this.#times.keys()].reduce<Folded | null>((best, value) => this.#better(best, value), null))
  }
  #better(best: Folded | null, value: Folded): Folded {
    return best === null || this.#beats(value, best) ? value : best
  }
}
