import type { AnyRow } from '../query/evaluate.ts'
import type { AnyDeclaration } from '../schema/model.ts'
import { alike } from './alike.ts'
import { fromColumns, toColumns, type Columns } from './columns.ts'
import { hold, plainly, type Held } from './held.ts'

type Difference = Readonly<Record<string, unknown>> | null
type Saved = {
  readonly rows: Columns
  /** Of each row, what is held of its record and does not follow from it. */
  readonly differences: Columns
  /** Records of which only the words have come. */
  readonly waiting: readonly (readonly [id: string, text: Held['text'], taken: Held['taken']])[]
}

/** The records of one entity in a space: their rows, and what is held of each. What was saved is read when it is first asked for. */
export class Sheet {
  readonly #declaration: AnyDeclaration
  readonly #rows = new Map<string, AnyRow>()
  /** Of the records met since it was read; what is held of the others follows from their rows. */
  readonly #held = new Map<string, Held | null>()
  readonly #differences = new Map<string, Difference>()
  #saved: Uint8Array | null

  constructor(declaration: AnyDeclaration, saved: Uint8Array | null = null) {
    this.#declaration = declaration
    this.#saved = saved
  }

  get rows(): ReadonlyMap<string, AnyRow> {
    if (this.#saved) this.#read(this.#saved)
    return this.#rows
  }
  /** For who reads these columns and no others: rows that may have no others, as long as nobody has asked for whole ones. */
  narrow(names: ReadonlySet<string>): Iterable<AnyRow> {
    return this.#saved ? (fromColumns(parsed(this.#saved).rows, names) as AnyRow[]) : this.#rows.values()
  }
  put(id: string, row: AnyRow | null): void {
    if (row) return void this.#rows.set(id, row)
    this.#rows.delete(id)
    if (!this.#held.get(id)) this.#held.delete(id)
  }

  held(id: string): Held | null {
    const row = this.rows.get(id)
    const known = this.#held.get(id)
    if (known !== undefined || !row) return known ?? null
    const { values, text, taken } = plainly(this.#declaration, row)
    const made = hold(this.#declaration, { ...values, ...this.#differences.get(id) }, text, taken)
    this.#held.set(id, made)
    return made
  }
  hold(id: string, held: Held | null): void {
    if (held || this.rows.has(id)) this.#held.set(id, held)
    else this.#held.delete(id)
  }

  save(): string {
    if (this.#saved) return decoded(this.#saved)
    const rows = [...this.#rows.values()]
    const waiting = [...this.#held].flatMap(([id, held]) => (held && !held.values ? [[id, held.text, held.taken] as const] : []))
    const differences = rows.map(row => ({ of: this.#difference(row) }))
    return JSON.stringify({ rows: toColumns(rows), differences: toColumns(differences), waiting } satisfies Saved)
  }
  #difference(row: AnyRow): Difference {
    const held = this.#held.get(row.id)
    if (!held?.values) return this.#differences.get(row.id) ?? null
    const plain = plainly(this.#declaration, row).values
    let found: Record<string, unknown> | null = null
    const compare = (key: string) => {
      const value = held.values?.[key] ?? null
      if (!alike(value, plain[key] ?? null)) (found ??= Object.create(null) as Record<string, unknown>)[key] = value
    }
    for (const key in plain) compare(key)
    for (const key in held.values) if (!Object.hasOwn(plain, key)) compare(key)
    return found
  }

  #read(saved: Uint8Array): void {
    this.#saved = null
    const { rows, differences, waiting } = parsed(saved)
    const of = fromColumns(differences) as { of: Difference }[]
    ;(fromColumns(rows) as AnyRow[]).forEach((row, at) => {
      this.#rows.set(row.id, row)
      const difference = of[at]?.of
      if (difference) this.#differences.set(row.id, difference)
    })
    for (const [id, text, taken] of waiting) this.#held.set(id, hold(this.#declaration, null, text, taken))
  }
}

const decoded = (saved: Uint8Array) => new TextDecoder().decode(saved)
const parsed = (saved: Uint8Array) => JSON.parse(decoded(saved)) as Saved
