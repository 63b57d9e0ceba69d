/** One at a time for each key, in order of asking: a workspace is projected and decided upon by one hand. */
export class Turns {
  private readonly last = new Map<string, Promise<unknown>>()

  take<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.last.get(key) ?? Promise.resolve()
    const mine = before.then(work, work)
    this.last.set(key, mine)
    void mine.catch(() => {}).finally(() => this.last.get(key) === mine && this.last.delete(key))
    return mine
  }

  /** Resolves when nobody waits any more. */
  async settled(): Promise<void> {
    while (this.last.size) await Promise.allSettled(this.last.values())
  }
}
