import type { Projection, RowChange } from '#kernel/projector/projection.ts'
import { alone, type Alone } from '#kernel/query/alone.ts'
import type { Answer, Query } from '#kernel/query/query.ts'
import { all } from '#kernel/schema/expression.ts'
import { declarationOf, type Model } from '#kernel/schema/model.ts'

type Tally = Alone & { readonly entity: string; readonly counts: Map<string, number> }

/** Answers to « how many », space by space: counted once, on the columns as they are stored, then kept true by each change. */
export class Tallies {
  readonly #model: Model
  readonly #known = new Map<string, Tally | null>()
  constructor(model: Model) {
    this.#model = model
  }

  /** What `run` would answer; null when the query asks for more than a number, or looks at other rows than those it counts. */
  answer(query: Query, spaces: ReadonlyMap<string, Projection>, today: string): Answer[] | null {
    const { from, space, where = all(), measures = {}, group, hidden, sort, limit } = query
    const names = Object.keys(measures)
    const bare = group?.length === 0 && !hidden && !sort && limit === undefined && names.every(name => 'count' in measures[name]!)
    const tally = bare ? this.#tally(from, where) : null
    if (!tally) return null
    let count = 0
    for (const [id, projection] of spaces) if (space === undefined || space === id) count += this.#count(tally, id, projection, today)
    return count ? [Object.fromEntries(names.map(name => [name, count]))] : []
  }
  #tally(entity: string, where: NonNullable<Query['where']>): Tally | null {
    const key = `${entity} ${JSON.stringify(where)}`
    const known = this.#known.get(key)
    if (known !== undefined) return known
    // A fact stands in several spaces, and counts once.
    const test = declarationOf(this.#model, entity)?.by === 'people' ? alone(this.#model, entity, where) : null
    const made = test && { ...test, entity, counts: new Map<string, number>() }
    this.#known.set(key, made)
    return made
  }
  #count({ entity, columns, passes, counts }: Tally, space: string, projection: Projection, today: string): number {
    const known = counts.get(space)
    if (known !== undefined) return known
    let count = 0
    for (const row of projection.narrow(entity, columns)) if (passes(row, today)) count++
    counts.set(space, count)
    return count
  }

  follow({ entity, before, after }: RowChange, space: string, today: string): void {
    for (const tally of this.#known.values()) {
      const count = tally?.entity === entity ? tally.counts.get(space) : undefined
      if (!tally || count === undefined) continue
      const passed = (row: typeof after) => Number(row !== null && tally.passes(row, today))
      tally.counts.set(space, count + passed(after) - passed(before))
    }
  }
  clear(): void {
    for (const tally of this.#known.values()) tally?.counts.clear()
  }
}
