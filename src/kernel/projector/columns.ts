type Plain = Readonly<Record<string, unknown>>
/** One value for all, a few values and a letter for each row that says which, or every value in turn. */
type Column = readonly [name: string, one: unknown] | readonly [name: string, few: readonly unknown[], which: string] | Full
type Full = readonly [name: string, all: readonly unknown[], null]
/** Objects of the same keys, turned on their side: a third of the bytes of the objects, and the faster to read. */
export type Columns = { readonly count: number; readonly columns: readonly Column[] }

/** From here on no character needs an escape in JSON, and none is half of a pair. */
const first = 93
const few = 1_000

export function toColumns(objects: readonly Plain[]): Columns {
  const columns = Object.keys(objects[0] ?? {}).map((name): Column => {
    const all = objects.map(object => object[name])
    return ofFew(name, all) ?? [name, all, null]
  })
  return { count: objects.length, columns }
}

function ofFew(name: string, all: readonly unknown[]): Column | null {
  const places = new Map<unknown, number>()
  const values: unknown[] = []
  const which = new Uint16Array(all.length)
  for (const [at, value] of all.entries()) {
    const key = typeof value === 'object' && value !== null ? JSON.stringify([value]) : value
    let place = places.get(key)
    if (place === undefined) {
      if (values.length === few || values.length * 2 > all.length) return null
      places.set(key, (place = values.length))
      values.push(value)
    }
    which[at] = first + place
  }
  return values.length === 1 ? [name, values[0]] : [name, values, new TextDecoder('utf-16le').decode(which)]
}

/** The objects again, or of each no more than what `names` says. */
export function fromColumns({ count, columns: all }: Columns, names?: ReadonlySet<string>): Plain[] {
  const columns = names ? all.filter(([name]) => names.has(name)) : all
  const start = Object.fromEntries(columns.map(column => [column[0], column.length === 2 ? column[1] : null]))
  const objects = Array.from({ length: count }, () => ({ ...start }))
  for (const [name, values, which] of columns) {
    if (which === undefined) continue
    objects.forEach((object, at) => (object[name] = (values as unknown[])[which === null ? at : which.charCodeAt(at) - first]))
  }
  return objects
}
