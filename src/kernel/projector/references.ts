import type { AnyRow } from '../query/evaluate.ts'

/** Which rows point where: one index for each reference that somebody follows, made when it is first asked for. */
export class References {
  readonly #rows: (entity: string) => ReadonlyMap<string, AnyRow>
  readonly #indexes = new Map<string, Map<string, Map<string, Set<string>>>>()
  constructor(rows: (entity: string) => ReadonlyMap<string, AnyRow>) {
    this.#rows = rows
  }

  /** Rows of `entity` whose reference `field` is `id`. */
  to(entity: string, field: string, id: string): ReadonlySet<string> {
    const indexes = this.#indexes.get(entity) ?? new Map<string, Map<string, Set<string>>>()
    this.#indexes.set(entity, indexes)
    let index = indexes.get(field)
    if (!index) {
      indexes.set(field, (index = new Map()))
      for (const row of this.#rows(entity).values()) edit(index, row[field], pointers => pointers.add(row.id))
    }
    return index.get(id) ?? none
  }

  /** Takes in what became of a row. */
  follow(entity: string, id: string, former: AnyRow | null, row: AnyRow | null): void {
    for (const [field, index] of this.#indexes.get(entity) ?? []) {
      if (former?.[field] === row?.[field]) continue
      edit(index, former?.[field], pointers => pointers.delete(id))
      edit(index, row?.[field], pointers => pointers.add(id))
    }
  }
}

const none: ReadonlySet<string> = new Set()
function edit(index: Map<string, Set<string>>, target: unknown, change: (pointers: Set<string>) => unknown): void {
  if (typeof target !== 'string') return
  const pointers = index.get(target) ?? new Set()
  change(pointers)
  if (pointers.size) index.set(target, pointers)
  else index.delete(target)
}
