import type { AnyField } from '../schema/field.ts'
import type { AnyDeclaration } from '../schema/model.ts'
import type { RawValues } from '../space/record.ts'
import type { AnyRow } from '../query/evaluate.ts'
import { normalise, type Value } from './normalise.ts'
import type { Problem } from './problem.ts'

/** What the document or the facts say of one record, and what its fields are worth. */
export type Held = {
  /** Null while only its words have come. */
  readonly values: RawValues | null
  readonly text: Readonly<Record<string, string>>
  readonly taken: readonly string[]
  readonly fields: Readonly<Record<string, Value>>
  readonly problems: readonly Problem[]
}

export function hold(declaration: AnyDeclaration, values: RawValues | null, text: Held['text'], taken: Held['taken']): Held {
  const checked = normalise(declaration, values ?? {}, text)
  return { values, text, taken, fields: checked.values, problems: checked.problems }
}

/** What would be held of a record if its row were all there is to know; what is held is kept as the difference from it. */
export function plainly(
  declaration: AnyDeclaration,
  row: AnyRow
): { values: Record<string, unknown>; text: Record<string, string>; taken: string[] } {
  const values: Record<string, unknown> = { deleted: row['deleted'] }
  const text: Record<string, string> = {}
  for (const [name, { kind }] of Object.entries(declaration.fields as Record<string, AnyField>)) {
    const value = row[name] as Value
    if (kind === 'refs' && declaration.by === 'people')
      for (const element of value as readonly string[]) values[`${name}/${element}`] = true
    else if (kind !== 'rich') values[name] = value
    else if (typeof value === 'string') text[name] = value
  }
  const problems = (row['problem'] ?? []) as readonly Problem[]
  return { values, text, taken: problems.flatMap(problem => (problem.code === 'taken' ? [problem.field] : [])) }
}
