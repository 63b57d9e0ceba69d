import type { Pool } from 'pg'
import type { Clock } from '#kernel/base/clock.ts'
import type { Reader } from '#kernel/command/command.ts'
import { readPlace } from '#domain/people/place.ts'
import { isAsked, type Protection as Asked } from '#domain/people/protection.ts'
import type { Who } from '../sync/who.ts'

type Given = { pool: Pool; clock: Clock; reader(workspace: string): Reader; ask(workspace: string): void }
/** From when on it is asked, in milliseconds, and whether that is now. */
export type Lacking = { from: number; over: boolean }
const often = 30_000

/** A second factor that a company asks of its people: who has none by the day goes no further than their own account. */
export class Protection {
  private readonly given: Given
  private readonly timer: NodeJS.Timeout
  private looked: number
  constructor(given: Given) {
    this.given = given
    this.looked = given.clock.now()
    this.timer = setInterval(() => void this.look().catch(() => null), often)
    this.timer.unref()
  }

  /** What is asked of someone; null when nothing is. */
  async asked({ workspace, person }: Pick<Who, 'workspace' | 'person'>): Promise<Asked | null> {
    const { rows } = await this.given.pool.query<{ body: Asked }>(latest, [workspace])
    const said = rows[0]?.body
    if (!said || said.whom === 'nobody') return null
    return isAsked(said, await readPlace(this.given.reader(workspace), workspace, person)) ? said : null
  }
  /** Null when nothing is asked of them, or they have it. */
  async lacking(who: Pick<Who, 'account' | 'workspace' | 'person'>): Promise<Lacking | null> {
    const said = await this.asked(who)
    if (!said) return null
    const { rowCount } = await this.given.pool.query('select from second_factor where account = $1', [who.account])
    return rowCount ? null : { from: said.from, over: said.from <= this.given.clock.now() }
  }
  /** The same person, marked when they go no further. */
  async marked(who: Who | null): Promise<Who | null> {
    return who && (await this.lacking(who))?.over ? { ...who, unprotected: true } : who
  }

  /** Lines that were opened before the day are asked again, once it has come. */
  async look(): Promise<void> {
    const [since, now] = [this.looked, this.given.clock.now()]
    this.looked = now
    const { rows } = await this.given.pool.query<{ id: string; body: Asked }>(
      `select w.id, said.body from workspace w cross join lateral (${latest.replace('$1', 'w.id')}) said`
    )
    for (const { id, body } of rows) if (body.whom !== 'nobody' && body.from > since && body.from <= now) this.given.ask(id)
  }
  stop(): void {
    clearInterval(this.timer)
  }
}

const latest = `select body from fact where workspace = $1 and kind = 'protection' order by position desc limit 1`
