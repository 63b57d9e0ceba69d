import { diskFull, persevere, released, writeThrough, type Database, type OutboxEntry, type Refusal } from './database.ts'
import type { Environment } from './environment.ts'
import { SignedOut } from './feed.ts'
import type { Pending } from './pending.ts'
import type { Spare } from './spare.ts'

export type Answer =
  | { facts: readonly { id: string; kind: string; body: Record<string, unknown> }[]; link?: string; refused?: undefined }
  | { refused: Refusal; facts?: undefined }
export type Waiting = {
  readonly id: string
  readonly name: string
  readonly input: unknown
  readonly at: number
  readonly settled: Promise<Answer>
}
/** A refusal as it comes over the wire. */
type Said = { code?: string; label?: Refusal['label']; title?: string; detail?: string; field?: string }
type Told = {
  changed(): void
  answered(entry: OutboxEntry, answer: Answer): Promise<void>
  /** The document may not leave yet: it waits for a command, so no command waits for it. */
  held(document: string): boolean
  /** The server asks to come back later because of how much was asked, or no more. */
  slowed?(stands: boolean): void
}

/** The server is there and cannot answer now: come back in so many milliseconds. */
class Later extends Error {
  readonly milliseconds: number
  constructor(milliseconds: number) {
    super('later')
    this.milliseconds = milliseconds
  }
}

/** Decisions on their way to the server, in the order they were taken; each leaves after the edits it relies on. */
export class Outbox {
  readonly #database: Database
  readonly #environment: Pick<Environment, 'fetch' | 'clock'>
  readonly #pending: Pending
  readonly #spare: Spare
  readonly #told: Told
  readonly #settle = new Map<string, (answer: Answer) => void>()
  #entries: OutboxEntry[] = []

  constructor(database: Database, environment: Pick<Environment, 'fetch' | 'clock'>, pending: Pending, spare: Spare, told: Told) {
    this.#database = database
    this.#environment = environment
    this.#pending = pending
    this.#spare = spare
    this.#told = told
  }

  async restore(): Promise<void> {
    const stored = await persevere(this.#database, () => this.#database.outbox.orderBy('seq').toArray())
    const ids = new Set(stored.map(({ id }) => id))
    this.#entries = [...stored, ...this.#entries.filter(({ id, seq }) => seq === undefined && !ids.has(id))]
    this.#told.changed()
  }
  get waiting(): readonly OutboxEntry[] {
    return this.#entries.filter(({ refusal }) => !refusal)
  }
  get refused(): readonly OutboxEntry[] {
    return this.#entries.filter(({ refusal }) => refusal)
  }
  /** Spaces made on this device that the server has not accepted, yet or at all. */
  get drafts(): ReadonlySet<string> {
    const made = this.#entries.filter(({ name }) => name === 'createSpace')
    return new Set(made.map(({ input }) => (input as { id: string }).id))
  }

  /** Resolves once the command would survive a power cut; on a full disk it is kept beside it, and leaves from memory. */
  async put(id: string, name: string, input: unknown, mark: number): Promise<Waiting> {
    const entry: OutboxEntry = { id, name, input, at: this.#environment.clock.now(), needs: [...this.#pending.documents()], mark }
    const settled = new Promise<Answer>(settle => this.#settle.set(id, settle))
    if (!released(this.#database)) this.#spare.keepCommand(entry)
    await persevere(this.#database, () => writeThrough(this.#database, 'outbox', entry)).catch((fault: unknown) => {
      if (!diskFull(fault)) throw fault
    })
    const stored = await this.#database.outbox.where('id').equals(id).first()
    this.#entries = [...this.#entries, stored ?? entry]
    this.#told.changed()
    return { id, name, input, at: entry.at, settled }
  }

  /** The next one whose edits have arrived, if it may leave. A refused one stands aside and blocks nobody. */
  get next(): OutboxEntry | null {
    const [first] = this.waiting
    if (!first) return null
    const ready = first.needs.every(
      document => this.#told.held(document) || !this.#pending.of(document).some(({ seq }) => seq !== null && seq <= first.mark)
    )
    return ready ? first : null
  }

  /**
   * Sends the next one. Twice sent, it is done once: the server knows it by its id.
   * Answers how long to wait before another, or null when idle.
   */
  async send(): Promise<number | null> {
    const entry = this.next
    if (!entry) return null
    try {
      await this.#settled(entry, await this.#post(entry))
      return 0
    } catch (fault) {
      if (fault instanceof Later) return fault.milliseconds
      throw fault
    }
  }
  async #post({ id, name, input }: OutboxEntry): Promise<Answer> {
    const answer = await this.#environment.fetch(`/api/v1/commands/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ id, input }),
    })
    this.#told.slowed?.(answer.status === 429)
    if (answer.ok) return (await answer.json()) as Answer
    if (answer.status === 401) throw new SignedOut()
    if (answer.status === 429 || answer.status >= 500) throw new Later(Math.max(1, Number(answer.headers.get('retry-after')) || 5) * 1000)
    const said = (await answer.json().catch(() => ({}))) as Said
    const words = said.detail ?? said.title ?? `${name}: ${answer.status}`
    return {
      refused: {
        code: said.code ?? String(answer.status),
        label: said.label ?? { fr: words, en: words },
        ...(said.field && { field: said.field }),
      },
    }
  }
  async #settled(entry: OutboxEntry, answer: Answer): Promise<void> {
    if (answer.refused) {
      const refused = { ...entry, refusal: answer.refused }
      const seq = await persevere(this.#database, () => this.#database.outbox.put(refused))
      this.#entries = this.#entries.map(other => (other.id === entry.id ? { ...refused, seq } : other))
    } else await this.#forget(entry)
    await this.#told.answered(entry, answer)
    this.heard(entry.id, answer)
    this.#told.changed()
  }
  /** The answer to a command, here or in the tab that sent it. */
  heard(id: string, answer: Answer): void {
    this.#settle.get(id)?.(answer)
    this.#settle.delete(id)
  }

  /** Forgets a refused command; its author has decided. */
  async discard(seq: number): Promise<void> {
    for (const entry of this.#entries) if (entry.seq === seq) await this.#forget(entry)
    this.#told.changed()
  }
  async #forget({ id }: OutboxEntry): Promise<void> {
    await persevere(this.#database, () => this.#database.outbox.where('id').equals(id).delete())
    this.#entries = this.#entries.filter(other => other.id !== id)
    this.#spare.dropCommand(id)
  }
}
