import { isId } from '../base/id.ts'
import type { RawValues } from './record.ts'

/** The ids that a set field holds, ascending. */
export const elements = (values: RawValues, field: string): string[] =>
  Object.keys(values)
    .filter(key => values[key] === true && key.startsWith(`${field}/`))
    .map(key => key.slice(field.length + 1))
    .filter(isId)
    .sort()
