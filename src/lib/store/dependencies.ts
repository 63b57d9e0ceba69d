import type { Query } from '#kernel/query/query.ts'
import type { Derived } from '#kernel/schema/declaration.ts'
import { nodes, type Node } from '#kernel/schema/expression.ts'
import { declarationOf, fieldOf, type Model } from '#kernel/schema/model.ts'

/** The entities whose change may change the answer to a query. */
export function speaksOf(model: Model, query: Query): Set<string> {
  const found = new Set<string>()
  const look = (entity: string, expressions: Iterable<Node>) => {
    const declaration = declarationOf(model, entity)
    if (!declaration || (found.has(entity) && ![...expressions].length)) return
    const known = found.has(entity)
    found.add(entity)
    // What is stored in a row changes with it; what moves with the day looks at other rows when asked.
    const derived = known
      ? []
      : Object.values(declaration.rest.derived as Record<string, Derived>).flatMap(how => ('from' in how ? [how.from as Node] : []))
    for (const root of [...expressions, ...derived])
      for (const node of nodes(root)) {
        if (node.op === 'exists') look(node.entity, [node.where])
        if (node.op === 'via') look(fieldOf(declaration, node.by)?.target ?? '', [])
      }
  }
  look(query.from, [...(query.where ? [query.where] : []), ...Object.values(query.with ?? {})])
  return found
}
