import { derivedId } from '../base/id.ts'
import type { AnyDeclaration } from './model.ts'

/** The id of a fact's row: its own, or for a standing fact that of what it speaks of. */
export function rowIdOf(declaration: AnyDeclaration, id: string, body: Readonly<Record<string, unknown>>): string {
  const by = declaration.rest.latestBy
  if (!by) return id
  // Said before it could be said again, it speaks of itself.
  if (by.some((name: string) => body[name] === undefined)) return id
  const values = by.map((name: string) => String(body[name]))
  return values.length === 1 ? (values[0] as string) : derivedId(declaration.name, ...values)
}
