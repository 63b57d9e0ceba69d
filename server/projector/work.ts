import type { Pool } from 'pg'
import { passing } from '../postgres/passing.ts'
import type { Projector } from './projector.ts'
import type { Turns } from './turns.ts'

/** Long enough to gather what is typed in a burst, short enough not to be noticed. */
export const gather = 60
const again = 1_000
/** A database that forgot some projections as it died has them done again, even where nobody writes. */
const patrol = 30_000

type Given = {
  pool: Pool
  turns: Turns
  projector: Projector
  /** A position was taken: facts that devices should ask for. */
  told: (workspace: string, position: number) => void
  projected: () => void
  fault: (fault: unknown) => void
}

/** Projects what is appended, soon after; a workspace whose projection fails is tried again, and the others go on. */
export class ProjectionWork {
  private readonly timers = new Map<string, NodeJS.Timeout>()
  private stopped = false
  private patrol: NodeJS.Timeout | undefined
  private readonly pool: Pool
  private readonly turns: Turns
  private readonly projector: Projector
  private readonly told: (workspace: string, position: number) => void
  private readonly projected: () => void
  private readonly fault: (fault: unknown) => void
  constructor(given: Given) {
    this.pool = given.pool
    this.turns = given.turns
    this.projector = given.projector
    this.told = given.told
    this.projected = given.projected
    this.fault = given.fault
  }

  /** What was appended and is not projected: a former process died, or the database did. */
  async resume(): Promise<void> {
    this.patrol ??= setInterval(() => void this.resume().catch(fault => passing(fault) || this.fault(fault)), patrol)
    const { rows } = await this.pool.query<{ workspace: string }>(
      'select distinct d.workspace from document d join projection p on p.document = d.id where d.sequence > p.sequence'
    )
    for (const { workspace } of rows) this.soon(workspace)
  }

  soon(workspace: string, after = gather): void {
    if (this.stopped || this.timers.has(workspace)) return
    this.timers.set(
      workspace,
      setTimeout(() => this.now(workspace), after)
    )
  }

  /** Projects what is left and begins nothing more; what cannot be projected now is for the next start. */
  async stop(): Promise<void> {
    this.stopped = true
    clearInterval(this.patrol)
    const left = [...this.timers.keys()]
    for (const timer of this.timers.values()) clearTimeout(timer)
    this.timers.clear()
    await Promise.allSettled(left.map(workspace => this.turns.take(workspace, () => this.projector.catchUp(workspace))))
    await this.turns.settled()
  }

  private now(workspace: string) {
    this.timers.delete(workspace)
    void this.turns
      .take(workspace, () => this.projector.catchUp(workspace))
      .then(position => {
        if (position !== null) this.told(workspace, position)
        this.projected()
      })
      .catch(fault => {
        if (!passing(fault)) this.fault(fault)
        this.soon(workspace, again)
      })
  }
}
