type Link = readonly [from: string, to: string]

/**
 * Which records, as links between two others, form a circle with further links. Every link of a circle has the problem: which one
 * came last must not matter.
 */
export class Circles {
  readonly #links = new Map<string, Link>()
  readonly #leaving = new Map<string, Set<string>>()
  readonly #circular = new Set<string>()
  /** Where to look again. */
  readonly #starts = new Set<string>()
  /** A circle was opened: what is left of it is in none, or in a smaller one. */
  #opened = false

  has(record: string): boolean {
    return this.#circular.has(record)
  }
  /** Whether a link of this record would stand in a circle with those of the others. */
  closes(record: string, [start, end]: Link): boolean {
    const reached = new Set([end])
    for (const node of reached)
      for (const other of this.#leaving.get(node) ?? []) if (other !== record) reached.add((this.#links.get(other) as Link)[1])
    return reached.has(start)
  }
  /** What the record links now; null when it links nothing. */
  move(record: string, link: Link | null): void {
    const former = this.#links.get(record)
    if (former?.[0] === link?.[0] && former?.[1] === link?.[1]) return
    if (this.#circular.delete(record)) this.#opened = true
    if (former) this.#leaving.get(former[0])?.delete(record)
    if (!link) return void this.#links.delete(record)
    this.#links.set(record, link)
    const leaving = this.#leaving.get(link[0]) ?? new Set()
    this.#leaving.set(link[0], leaving.add(record))
    this.#starts.add(link[0])
  }

  /** The records, besides those that moved, that have come into a circle or out of one: only the links ahead of a move are looked at. */
  settle(): string[] {
    if (this.#opened) for (const record of this.#circular) this.#starts.add((this.#links.get(record) as Link)[0])
    const component = components(this.#starts, node => this.#ahead(node))
    this.#starts.clear()
    this.#opened = false
    const turned: string[] = []
    for (const [node, of] of component)
      for (const record of this.#leaving.get(node) ?? []) {
        const circular = component.get((this.#links.get(record) as Link)[1]) === of
        if (circular === this.#circular.has(record)) continue
        if (circular) this.#circular.add(record)
        else this.#circular.delete(record)
        turned.push(record)
      }
    return turned
  }
  *#ahead(node: string): Generator<string> {
    for (const record of this.#leaving.get(node) ?? []) yield (this.#links.get(record) as Link)[1]
  }
}

/** The nodes ahead of `starts`, each with its component: nodes of one component reach each other (Tarjan, 1972, without recursion). */
function components(starts: Iterable<string>, ahead: (node: string) => Iterator<string>): Map<string, number> {
  type Visit = { node: string; order: number; low: number; next: Iterator<string> }
  const orders = new Map<string, number>()
  const component = new Map<string, number>()
  const open: string[] = []
  for (const start of starts) {
    const path: Visit[] = []
    const enter = (node: string) => {
      const order = orders.size
      orders.set(node, order)
      open.push(node)
      path.push({ node, order, low: order, next: ahead(node) })
    }
    if (!orders.has(start)) enter(start)
    for (let visit = path.at(-1); visit; visit = path.at(-1)) {
      const { done, value } = visit.next.next()
      if (!done) {
        const order = orders.get(value)
        if (order === undefined) enter(value)
        else if (!component.has(value)) visit.low = Math.min(visit.low, order)
        continue
      }
      path.pop()
      const below = path.at(-1)
      if (below) below.low = Math.min(below.low, visit.low)
      if (visit.low === visit.order) for (let node; node !== visit.node;) component.set((node = open.pop() as string), visit.order)
    }
  }
  return component
}
