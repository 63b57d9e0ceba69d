import { crc32c } from '../base/crc32c.ts'

/** What a person had before their eyes when they decided: the decision is refused with `changed` when it no longer is so. */
export const seenHash = (rows: readonly Readonly<Record<string, unknown>>[], fields: readonly string[]): string =>
  crc32c(new TextEncoder().encode(JSON.stringify(rows.map(row => fields.map(field => row[field] ?? null))))).toString(16)
