import type { Line } from './lines.ts'

export const columns = ['title', 'state', 'assignees', 'start', 'due', 'progress', 'priority'] as const
export type Column = (typeof columns)[number]
export type Cursor = { readonly line: string; readonly column: Column }
export type Key = { readonly key: string; readonly ctrlKey?: boolean; readonly shiftKey?: boolean }

const absent: Record<Line['kind'], readonly Column[]> = {
  phase: ['assignees', 'priority'],
  task: [],
  add: columns.filter(column => column !== 'title'),
}
/** Whether a line of this kind has such a cell. */
export const stands = (kind: Line['kind'], column: Column) => !absent[kind].includes(column)

/**
 * Where a key leads from a cell, as in a spreadsheet; null where it leads nowhere. A line without the column is entered by its title,
 * but the column is kept for the next one: see `wanted`.
 */
export function go(
  lines: readonly Line[],
  shown: readonly Column[],
  from: Cursor,
  { key, ctrlKey, shiftKey }: Key,
  page: number
): Cursor | null {
  const at = lines.findIndex(line => line.id === from.line)
  const last = lines.length - 1
  const across = (line: Line, column: Column, by: number): Column | null => {
    for (let i = shown.indexOf(column) + by; i >= 0 && i < shown.length; i += by) if (stands(line.kind, shown[i]!)) return shown[i]!
    return null
  }
  const to = (index: number, column: Column): Cursor | null => {
    const line = lines[Math.max(0, Math.min(last, index))]
    return line ? { line: line.id, column: shown.includes(column) ? column : 'title' } : null
  }
  const here = lines[at]
  if (!here) return to(0, 'title')
  switch (key) {
    case 'ArrowUp':
      return at > 0 ? to(ctrlKey ? phaseBefore(lines, at) : at - 1, from.column) : null
    case 'ArrowDown':
      return at < last ? to(ctrlKey ? phaseAfter(lines, at) : at + 1, from.column) : null
    case 'PageUp':
      return to(at - page, from.column)
    case 'PageDown':
      return to(at + page, from.column)
    case 'Home':
      return ctrlKey ? to(0, 'title') : to(at, 'title')
    case 'End':
      return ctrlKey ? to(last, from.column) : to(at, shown.findLast(column => stands(here.kind, column)) ?? 'title')
    case 'ArrowLeft':
    case 'ArrowRight': {
      const column = across(here, from.column, key === 'ArrowLeft' ? -1 : 1)
      return column && to(at, column)
    }
    case 'Tab': {
      const column = across(here, from.column, shiftKey ? -1 : 1)
      if (column) return to(at, column)
      const line = lines[at + (shiftKey ? -1 : 1)]
      if (!line) return null
      return { line: line.id, column: (shiftKey ? shown.findLast(other => stands(line.kind, other)) : 'title') ?? 'title' }
    }
    default:
      return null
  }
}

/** The cell where the focus really is, when the line lacks the wanted column. */
export const cellOf = (line: Line, cursor: Cursor): Column => (stands(line.kind, cursor.column) ? cursor.column : 'title')

const phaseBefore = (lines: readonly Line[], at: number) =>
  Math.max(
    0,
    lines.findLastIndex((line, i) => i < at && line.kind === 'phase')
  )
function phaseAfter(lines: readonly Line[], at: number) {
  const next = lines.findIndex((line, i) => i > at && line.kind === 'phase')
  return next < 0 ? lines.length - 1 : next
}
