type Plain = Readonly<Record<string, unknown>>
/** One value for all, a few values and a letter for each row that says which, or every value in turn. */
type Column = readonly [name: string, one: unknown] | readonly [name: string, few: readonly unknown[], which: string] | Full
type Full = readonly [name: string, all: readonly unknown[], null]
/** Objects of the same keys, turned on their side: a third of the bytes of the objects, and the faster to read. */
export type Columns = { readonly count: number; readonly columns: readonly Column[] }

/** From here on no character needs an escape in JSON, and none is half of a pair. */
const first = 93
const few = 4_000

export function toColumns(objects: readonly Plain[]): Columns {
  const columns = Object.keys(objects[0] ?? {}).map((name): Column => {
    const places = new Map<unknown, number>()
    const values: unknown[] = []
    let which = ''
    for (const object of objects) {
      const value = object[name]
      const key = typeof value === 'object' && value !== null ? JSON.stringify([value]) : value
      let place = places.get(key)
      if (place === undefined) {
        places.set(key, (place = values.length))
        values.push(value)
      }
      // Past that it is of no use.
      if (place < few) which += String.fromCharCode(first + place)
    }
    if (values.length === 1) return [name, values[0]]
    return values.length < few && values.length * 2 < objects.length
      ? [name, values, which]
      : [name, objects.map(object => object[name]), null]
  })
  return { count: objects.length, columns }
}

export function fromColumns({ count, columns }: Columns): Plain[] {
  const start = Object.fromEntries(columns.map(column => [column[0], column.length === 2 ? column[1] : null]))
  const objects = Array.from({ length: count }, () => ({ ...start }))
  for (const [name, values, which] of columns) {
    if (which === undefined) continue
    objects.forEach((object, at) => (object[name] = (values as unknown[])[which === null ? at : which.charCodeAt(at) - first]))
  }
  return objects
}
