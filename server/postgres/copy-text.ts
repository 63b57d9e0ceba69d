/** A value as a cell of COPY's text form, in a column of text, numbers, flags or of a list of texts. */
export function cell(value: unknown): string {
  if (value === null || value === undefined) return nothing
  if (typeof value === 'string') return escaped(value)
  if (typeof value === 'boolean') return value ? 't' : 'f'
  if (Array.isArray(value)) return escaped(`{${value.map(element => `"${String(element).replace(/["\\]/g, '\\$&')}"`).join(',')}}`)
  return Number.isFinite(value) ? String(value) : nothing
}
/** The same in a column of JSON. */
export const jsonCell = (value: unknown): string => (value === null || value === undefined ? nothing : escaped(JSON.stringify(value)))

/** The lines as COPY is sent them, some at a time. */
export async function* copyLines<T>(items: readonly T[], cells: (item: T) => readonly string[], atOnce = 250): AsyncIterable<Buffer> {
  for (let at = 0; at < items.length; at += atOnce) {
    let text = ''
    for (const item of items.slice(at, at + atOnce)) text += cells(item).join('\t') + '\n'
    yield Buffer.from(text)
  }
}

const nothing = '\\N'
const names: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }
const escaped = (text: string) => (/[\\\t\n\r]/.test(text) ? text.replace(/[\\\t\n\r]/g, sign => names[sign] as string) : text)
