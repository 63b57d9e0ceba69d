import { parseName } from '#kernel/space/name.ts'
import type { Database } from './database.ts'
import type { Draft } from './log.ts'

/** An update that the server has not acknowledged: one of ours on its way, or an entry of the log. */
type Unsaved = Pick<Draft, 'document' | 'batch' | 'records' | 'seq' | 'at' | 'spare'>

/**
 * What exists only on this device. Exact at every moment: an edit counts from the transaction that made it,
 * before it is on disk, until the acknowledgement of the message that carried it.
 */
export class Pending {
  readonly #drafts = new Set<Unsaved>()
  readonly #bySeq = new Map<number, Unsaved>()
  readonly #records = new Map<string, number>()
  readonly #documents = new Map<string, number>()
  readonly #changed: () => void
  readonly #left: (spare: string) => void

  constructor(changed: () => void, left: (spare: string) => void = () => {}) {
    this.#changed = changed
    this.#left = left
  }

  /** Everything that an earlier life of this device left unsent. */
  async restore(database: Database): Promise<void> {
    await database.updates
      .where('pending')
      .equals(1)
      .each(({ seq, ...entry }) => this.heard({ ...about(entry), seq: seq as number }))
  }

  add(draft: Unsaved): void {
    this.#drafts.add(draft)
    if (draft.seq !== null) this.#bySeq.set(draft.seq, draft)
    more(this.#documents, draft.document)
    for (const record of recordsOf(draft)) more(this.#records, record)
    this.#changed()
  }
  /** A draft of this tab has its place in the log. */
  placed(draft: Unsaved): void {
    if (draft.seq !== null && this.#drafts.has(draft)) this.#bySeq.set(draft.seq, draft)
  }
  /** An entry that another tab, or another day, wrote. */
  heard(entry: Unsaved & { seq: number }): void {
    if (!this.#bySeq.has(entry.seq)) this.add(entry)
  }
  remove(draft: Unsaved): void {
    if (this.#drafts.has(draft) && draft.spare !== undefined) this.#left(draft.spare)
    this.#take(draft)
  }
  #take(draft: Unsaved): void {
    if (!this.#drafts.delete(draft)) return
    if (draft.seq !== null) this.#bySeq.delete(draft.seq)
    less(this.#documents, draft.document)
    for (const record of recordsOf(draft)) less(this.#records, record)
    this.#changed()
  }
  acknowledged(seqs: readonly number[]): void {
    for (const seq of seqs) {
      const draft = this.#bySeq.get(seq)
      if (draft) this.remove(draft)
    }
  }

  /** Forgets every place in the log: they are no more. */
  forget(): void {
    this.keep(new Set())
  }
  /** Forgets what has a place in the log and is not among these. What is kept of it beside the disk stays there. */
  keep(seqs: ReadonlySet<number>): void {
    for (const [seq, draft] of this.#bySeq) if (!seqs.has(seq)) this.#take(draft)
  }
  /** These could not be read from the disk: no acknowledgement can be about them. */
  lose(seqs: readonly number[]): void {
    for (const seq of seqs) {
      const draft = this.#bySeq.get(seq)
      if (draft) this.#take(draft)
    }
  }

  of(document: string): Unsaved[] {
    return [...this.#drafts].filter(draft => draft.document === document)
  }
  documents(): Set<string> {
    return new Set(this.#documents.keys())
  }
  /** Whether the document has something that is not on the server. */
  in(document: string): boolean {
    return this.#documents.has(document)
  }
  /** Whether the record, or a text of it, has something that is not on the server. */
  has(entity: string, id: string): boolean {
    return this.#records.has(`${entity}/${id}`)
  }
  /** Every record that does. */
  get records(): { entity: string; id: string }[] {
    return [...this.#records.keys()].map(key => {
      const [entity = '', id = ''] = key.split('/')
      return { entity, id }
    })
  }
  /** As a person counts them: actions on records, and texts touched. */
  get count(): number {
    const counted = new Set<string>()
    for (const { batch, document } of this.#drafts) counted.add(batch ?? document)
    return counted.size
  }
}

const more = (counts: Map<string, number>, key: string) => counts.set(key, (counts.get(key) ?? 0) + 1)
function less(counts: Map<string, number>, key: string): void {
  const left = (counts.get(key) ?? 1) - 1
  if (left) counts.set(key, left)
  else counts.delete(key)
}

/** What is written in a text is written in the record it belongs to. */
function recordsOf({ records, document }: Unsaved): readonly string[] {
  if (records) return records
  const parsed = parseName(document)
  return parsed?.sort === 'text' ? [`${parsed.entity}/${parsed.id}`] : []
}

/** An entry without its bytes. */
export const about = ({ document, batch, records, at, spare }: Omit<Unsaved, 'seq'>) => ({
  document,
  ...(batch !== undefined && { batch }),
  ...(records && { records }),
  ...(at !== undefined && { at }),
  ...(spare !== undefined && { spare }),
})
