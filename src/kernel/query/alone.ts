import { live, type Derived } from '../schema/declaration.ts'
import { nodes, type Node, type Test } from '../schema/expression.ts'
import { declarationOf, type AnyDeclaration, type Model } from '../schema/model.ts'
import { compile, type AnyRow, type Scope } from './evaluate.ts'

/** A test of a visible row that looks at no other row, and the columns it reads as they are stored. */
export type Alone = { readonly columns: ReadonlySet<string>; readonly passes: (row: AnyRow, today: string) => boolean }

/** Null when it looks at other rows: what it says could change without its own row. */
export function alone(model: Model, entity: string, where: Test): Alone | null {
  const declaration = declarationOf(model, entity)
  if (!declaration) return null
  const columns = new Set(['hidden'])
  if (!gather(declaration, where, columns)) return null
  const test = compile(model, declaration, where)
  return { columns, passes: (row, today) => !row.hidden && test(row, { ...nowhere, today }) === true }
}

/** False where it meets what looks elsewhere. */
const gather = (declaration: AnyDeclaration, root: Node, columns: Set<string>): boolean =>
  [...nodes(root)].every(node => {
    if (node.op === 'via' || node.op === 'exists') return false
    if (!('name' in node)) return true
    const how = (declaration.rest.derived as Record<string, Derived>)[node.name]
    if (how && 'from' in how && live(how)) return gather(declaration, how.from, columns)
    columns.add(node.name)
    return true
  })

const nowhere: Scope = { today: '', row: () => undefined, pointing: () => [] }
