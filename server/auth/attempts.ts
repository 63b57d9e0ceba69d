import type { Clock } from '#kernel/base/clock.ts'

/** Wrong passwords for one account: after ten, it waits a quarter of an hour, whoever asks. Other allowances say so. */
export class Attempts {
  private readonly failed = new Map<string, number[]>()
  private readonly clock: Clock
  private readonly most: number
  private readonly within: number
  constructor(clock: Clock, { most = 10, within = 15 * 60_000 } = {}) {
    this.clock = clock
    this.most = most
    this.within = within
  }
  /** Seconds to wait before another try; 0 when one may be made. */
  wait(email: string): number {
    const recent = this.recent(email)
    const [first = 0] = recent
    return recent.length < this.most ? 0 : Math.ceil((first + this.within - this.clock.now()) / 1_000)
  }
  fail(email: string): void {
    this.failed.set(email, [...this.recent(email), this.clock.now()])
    if (this.failed.size > 10_000) for (const known of this.failed.keys()) if (!this.recent(known).length) this.failed.delete(known)
  }
  /** One fewer: the last that was counted. */
  forgive(email: string): void {
    const left = this.recent(email).slice(0, -1)
    if (left.length) this.failed.set(email, left)
    else this.failed.delete(email)
  }
  succeed(email: string): void {
    this.failed.delete(email)
  }
  private recent(email: string) {
    return (this.failed.get(email) ?? []).filter(at => at > this.clock.now() - this.within)
  }
}
