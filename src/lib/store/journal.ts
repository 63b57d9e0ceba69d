import { randomId } from '#kernel/base/id.ts'
import { persevere, type Batch, type Database, type JournalLine } from './database.ts'

type Label = { fr: string; en: string }
/** What one action does, as it is written: the origin of its transactions, and its lines in the journal. */
export class Change {
  readonly batch: string
  readonly label: Label | undefined
  readonly at: number
  lines: JournalLine[] = []
  /** What goes to disk with its lines. */
  beside: ((database: Database) => Promise<unknown>) | undefined
  constructor(how: { at: number; batch?: string | undefined; label?: Label | undefined }) {
    this.batch = how.batch ?? randomId()
    this.label = how.label
    this.at = how.at
  }
  get records(): string[] {
    return [...new Set(this.lines.map(({ entity, record }) => `${entity}/${record}`))]
  }
  add(line: Pick<JournalLine, 'document' | 'space' | 'entity' | 'record' | 'key' | 'before' | 'after'>): void {
    this.lines.push({ ...line, batch: this.batch, at: this.at, ...(this.label && { label: this.label }) })
  }
}

/** A key of a record that one action changed, from what stood first to what stood last. */
export type Step = Pick<JournalLine, 'document' | 'space' | 'entity' | 'record' | 'key' | 'before' | 'after'>
export type Undone = { label: Label | undefined; changed: number; kept: readonly { entity: string; id: string; field: string }[] }

const remembered = 300

/** The actions of this person on this device, in order: what undo and redo walk. On disk, so it survives everything but the device. */
export class Journal {
  readonly #database: Database
  #batches: Batch[] = []
  /** The lines of the last actions, which may not be on disk yet. */
  readonly #recent = new Map<string, Change[]>()
  constructor(database: Database) {
    this.#database = database
  }

  async restore(): Promise<void> {
    this.#batches = (await this.#database.batches.toArray()).sort((a, b) => a.order - b.order)
  }

  /** The action that `undo` would take back, or that `redo` would do again. */
  get undoable(): Batch | null {
    return this.#batches.findLast(({ state }) => state === 'done') ?? null
  }
  get redoable(): Batch | null {
    return this.#batches.find(({ state }) => state === 'undone') ?? null
  }

  /** Remembers a new action; what had been undone before it can no longer be done again. Returns what goes to disk beside its lines. */
  begin(change: Change): (database: Database) => Promise<unknown> {
    const { batch: id, label, at } = change
    this.#recent.set(id, [...(this.#recent.get(id) ?? []), change])
    for (const old of [...this.#recent.keys()].slice(0, -20)) this.#recent.delete(old)
    const order = Math.max(at, (this.#batches.at(-1)?.order ?? 0) + 1)
    const batch: Batch = { id, order, state: 'done', ...(label && { label }) }
    const known = this.#batches.some(other => other.id === id)
    const forgotten = this.#batches
      .filter(({ state }, index) => state === 'undone' || index < this.#batches.length - remembered)
      .map(other => other.id)
    this.#batches = [...this.#batches.filter(other => !forgotten.includes(other.id)), ...(known ? [] : [batch])]
    return async database => {
      if (!known) await database.batches.put(batch)
      if (forgotten.length) await database.batches.bulkDelete(forgotten)
    }
  }

  /** Turns an action over. Returns what goes to disk beside the lines that do it. */
  turn(id: string, state: Batch['state']): (database: Database) => Promise<unknown> {
    this.#batches = this.#batches.map(batch => (batch.id === id ? { ...batch, state } : batch))
    return database => database.batches.update(id, { state })
  }

  /** What an action changed, each key once. */
  async steps(batch: string): Promise<Step[]> {
    const steps = new Map<string, Step>()
    const recent = this.#recent.get(batch)?.flatMap(({ lines }) => lines)
    for (const line of recent ??
      (await persevere(this.#database, () => this.#database.journal.where('batch').equals(batch).sortBy('seq')))) {
      const { document, space, entity, record, key, after } = line
      const first = steps.get(`${entity}/${record}/${key}`)
      steps.set(`${entity}/${record}/${key}`, { document, space, entity, record, key, before: first ? first.before : line.before, after })
    }
    return [...steps.values()]
  }

  /** The lines that certain entries of the log carry. */
  linesOf(updates: readonly number[]): Promise<JournalLine[]> {
    return this.#database.journal.where('update').anyOf(updates).sortBy('seq')
  }

  /** Forgets the lines of actions that can no longer be undone and that the server holds. */
  async trim(): Promise<void> {
    const { updates, journal } = this.#database
    // Read with what is deleted: what is written meanwhile is not taken for old.
    await this.#database.transaction('rw', updates, journal, async () => {
      const waiting = new Set(await updates.where('pending').equals(1).primaryKeys())
      const kept = new Set(this.#batches.map(({ id }) => id))
      await journal.filter(({ batch, update }) => !kept.has(batch) && !waiting.has(update ?? 0)).delete()
    })
  }
}
