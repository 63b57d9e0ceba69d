import type { Pool } from 'pg'
import { tried, type Tried } from '#domain/people/audited.ts'
import { isId } from '#kernel/base/id.ts'
import type { Clock } from '#kernel/base/clock.ts'
import { parseName } from '#kernel/space/name.ts'
import type { Who } from '../sync/who.ts'

const minute = 60_000
const remembered = 10_000

/**
 * Writes down what somebody tried and may not. Whoever asks does not wait for it: how long an answer takes tells nothing of what was
 * refused. Of each thing that a person tries there is one line a minute: the database sees to it, and is not asked again for the others.
 */
export class Watch {
  private readonly last = new Map<string, number>()
  private running: Promise<unknown> = Promise.resolve()
  private readonly pool: Pool
  private readonly clock: Clock
  private readonly fault: (fault: unknown) => void
  constructor(pool: Pool, clock: Clock, fault: (fault: unknown) => void) {
    this.pool = pool
    this.clock = clock
    this.fault = fault
  }

  /** `asked` is the id of what it was about, or the name of a document; anything else is not kept. */
  note({ workspace, person, session }: Who, what: Tried, asked: unknown = null): void {
    const at = this.clock.now()
    const key = `${workspace}/${person}/${what}`
    if (this.last.get(key) === Math.floor(at / minute)) return
    if (this.last.size >= remembered) this.last.clear()
    this.last.set(key, Math.floor(at / minute))
    const values = [workspace, what in tried.limit ? 'limit' : 'refused', person, what, recordIn(asked), session, at]
    this.running = this.running.then(() => this.pool.query(insert, values)).catch(this.fault)
  }

  /** Resolves when all that was noted is written. */
  async settled(): Promise<void> {
    await this.running
  }
}

const insert = `
  insert into audit (workspace, kind, person, action, about, accepted, device, address, at)
  select $1, $2, $3, $4, $5, false, coalesce(device, ''), coalesce(address, ''), $7
  from (values (1)) one left join session on session.id = $6 on conflict do nothing`

function recordIn(asked: unknown): string | null {
  if (typeof asked !== 'string') return null
  const named = parseName(asked)
  if (!named || named.sort === 'feed') return isId(asked) ? asked : null
  return named.sort === 'text' ? named.id : named.space
}
