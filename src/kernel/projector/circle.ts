import type { AnyDeclaration } from '../schema/model.ts'
import type { References } from './references.ts'

type Edge = readonly [from: string, to: string]

/**
 * The records whose links form a circle with this one's, itself included; none when it closes no circle.
 * Every link of a circle has the problem: which one came last must not matter.
 */
export function circle(declaration: AnyDeclaration, edge: Edge, id: string, references: References): string[] {
  const { name } = declaration
  const [from, to] = edge
  const end = (record: string, field: string) => {
    if (field === 'id') return record
    const value = references.of(name, record, field)
    return typeof value === 'string' ? value : null
  }
  const counts = (record: string) => !references.resting(name, record)
  const leaving = (node: string) => (from === 'id' ? [node] : references.to(name, from, node)).filter(counts)
  const entering = (node: string) => references.to(name, to, node).filter(counts)
  if (!counts(id)) return []
  const [start, next] = [end(id, from), end(id, to)]
  if (start === null || next === null) return []
  const ahead = reach(next, node => leaving(node).map(record => end(record, to)))
  if (!ahead.has(start)) return []
  const behind = reach(start, node => entering(node).map(record => end(record, from)))
  const inside = (node: string | null) => node !== null && ahead.has(node) && behind.has(node)
  const members = [...ahead].filter(inside).flatMap(node => leaving(node))
  return members.filter(record => inside(end(record, from)) && inside(end(record, to)))
}

function reach(start: string, next: (node: string) => readonly (string | null)[]): Set<string> {
  const seen = new Set([start])
  for (const node of seen) for (const other of next(node)) if (other !== null) seen.add(other)
  return seen
}
