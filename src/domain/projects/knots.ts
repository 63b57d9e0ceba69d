/**
 * For each node, the number of the knot it is in: two nodes have the same one when each can be reached from the other (Tarjan).
 * Without recursion: a plan may be a chain of ten thousand tasks.
 */
export function knots(nodes: Iterable<string>, next: (node: string) => readonly string[]): Map<string, number> {
  const found = new Map<string, number>()
  const index = new Map<string, number>()
  const low = new Map<string, number>()
  const open: string[] = []
  let count = 0
  for (const root of nodes) {
    if (index.has(root)) continue
    const path: { node: string; at: number; ahead: readonly string[] }[] = []
    const enter = (node: string) => {
      index.set(node, index.size)
      low.set(node, index.get(node) as number)
      open.push(node)
      path.push({ node, at: 0, ahead: next(node) })
    }
    const lower = (node: string, to: number) => low.set(node, Math.min(low.get(node) as number, to))
    enter(root)
    for (let here = path.at(-1); here; here = path.at(-1)) {
      const other = here.ahead[here.at++]
      if (other !== undefined) {
        if (!index.has(other)) enter(other)
        else if (!found.has(other)) lower(here.node, index.get(other) as number)
        continue
      }
      path.pop()
      const above = path.at(-1)
      if (above) lower(above.node, low.get(here.node) as number)
      if (low.get(here.node) !== index.get(here.node)) continue
      for (let node = open.pop(); node !== undefined; node = node === here.node ? undefined : open.pop()) found.set(node, count)
      count++
    }
  }
  return found
}
