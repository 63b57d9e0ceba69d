/** Between two hints about edits: whoever has the document open sees them at once anyway, the others may wait a little. */
const gather = 2_000

/** Says that the feed of a workspace has moved: at once for a decision, now and then for edits, which come by the thousand. */
export class Hints {
  private readonly waiting = new Map<string, { position: number; timer: NodeJS.Timeout }>()
  private readonly say: (workspace: string, position: number) => void
  constructor(say: (workspace: string, position: number) => void) {
    this.say = say
  }

  now(workspace: string, position: number): void {
    const waited = this.waiting.get(workspace)
    clearTimeout(waited?.timer)
    this.waiting.delete(workspace)
    this.say(workspace, Math.max(position, waited?.position ?? 0))
  }
  soon(workspace: string, position: number): void {
    const waited = this.waiting.get(workspace)
    if (waited) waited.position = Math.max(waited.position, position)
    else this.waiting.set(workspace, { position, timer: setTimeout(() => this.now(workspace, 0), gather) })
  }
  stop(): void {
    for (const { timer } of this.waiting.values()) clearTimeout(timer)
    this.waiting.clear()
  }
}
