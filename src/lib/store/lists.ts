import type { RowChange } from '#kernel/projector/projection.ts'
import type { AnyRow } from '#kernel/query/evaluate.ts'

type List = { readonly rows: Map<string, AnyRow>; all: readonly AnyRow[] | null }

/** The visible rows of each entity in each space that somebody looks at: they follow the changes, and are not searched again. */
export class Lists {
  readonly #lists = new Map<string, List>()

  /** The same array until a row of it changes. `rows` are asked for once. */
  of(entity: string, space: string, rows: () => Iterable<AnyRow>): readonly AnyRow[] {
    const key = `${entity}/${space}`
    const list = this.#lists.get(key) ?? { rows: new Map([...rows()].map(row => [row.id, row])), all: null }
    this.#lists.set(key, list)
    return (list.all ??= [...list.rows.values()])
  }
  /** `shown` gives a row as it is listed. */
  follow({ entity, id, after }: RowChange, space: string, shown: (row: AnyRow) => AnyRow): void {
    const list = this.#lists.get(`${entity}/${space}`)
    if (!list) return
    if (after && !after.hidden) list.rows.set(id, shown(after))
    else if (!list.rows.delete(id)) return
    list.all = null
  }
  clear(): void {
    this.#lists.clear()
  }
}
