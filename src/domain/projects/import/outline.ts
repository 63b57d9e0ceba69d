/** A number as it is compared: `4.`, `4.0` and `4` are the same heading. */
const bare = (number: string) => number.replace(/\.+$/, '').replace(/(\.0)+$/, '')

export type Outline = {
  /** The number of the heading each number stands under, null at the top. */
  readonly parents: ReadonlyMap<string, string | null>
  /** Numbers that have others under them. */
  readonly headings: ReadonlySet<string>
  /** Number -> the heading just above it that should be there and is not. */
  readonly missing: ReadonlyMap<string, string>
}

/** The tree that dotted numbers make: 4.1.2 stands under 4.1, or under 4 when there is no 4.1. */
export function outline(numbers: readonly string[]): Outline {
  const known = new Map<string, string>()
  for (const number of numbers) if (!known.has(bare(number))) known.set(bare(number), number)
  const parents = new Map<string, string | null>()
  const missing = new Map<string, string>()
  for (const number of numbers) {
    const parts = bare(number).split('.')
    let parent: string | null = null
    for (let length = parts.length - 1; length > 0 && parent === null; length--) {
      const above = parts.slice(0, length).join('.')
      parent = known.get(above) ?? null
      if (parent === null && length === parts.length - 1) missing.set(number, above)
    }
    parents.set(number, parent)
  }
  return { parents, headings: new Set([...parents.values()].filter(parent => parent !== null)), missing }
}
