import type { Clock } from '#kernel/base/clock.ts'

const most = 10
const within = 15 * 60_000

/** Wrong passwords for one e-mail address: after ten, the address waits a quarter of an hour, whoever asks. */
export class Attempts {
  private readonly failed = new Map<string, number[]>()
  private readonly clock: Clock
  constructor(clock: Clock) {
    this.clock = clock
  }
  /** Seconds to wait before another try; 0 when one may be made. */
  wait(email: string): number {
    const recent = this.recent(email)
    const [first = 0] = recent
    return recent.length < most ? 0 : Math.ceil((first + within - this.clock.now()) / 1_000)
  }
  fail(email: string): void {
    this.failed.set(email, [...this.recent(email), this.clock.now()])
    if (this.failed.size > 10_000) for (const known of this.failed.keys()) if (!this.recent(known).length) this.failed.delete(known)
  }
  succeed(email: string): void {
    this.failed.delete(email)
  }
  private recent(email: string) {
    return (this.failed.get(email) ?? []).filter(at => at > this.clock.now() - within)
  }
}
