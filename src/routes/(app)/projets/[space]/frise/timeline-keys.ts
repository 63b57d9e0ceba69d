import { m } from '$lib/paraglide/messages.js'
import { openRecord } from '$lib/record/open-record.ts'
import { peekFrom } from '../peek.ts'
import type { Hold } from './bars.ts'
import type { TimelineView } from './TimelineView.svelte.ts'

/** A key on a bar. True when it meant something. */
export function timelineKey(view: TimelineView, event: KeyboardEvent): boolean {
  const at = view.cursor === null ? undefined : view.index.get(view.cursor)
  const line = at === undefined ? undefined : view.lines[at]
  if (!line || line.kind === 'add' || at === undefined || event.metaKey || event.altKey) return false
  const write = view.project.mayWrite
  const to = (index: number) => {
    const next = view.lines[Math.max(0, Math.min(view.lines.length - 1, index))]
    if (next) void view.goTo(next.id)
    return true
  }
  const shift = (days: number): boolean => {
    const hold: Hold = event.shiftKey ? 'end' : event.ctrlKey ? 'start' : 'whole'
    if (write) void view.move(line, hold, days).then(() => view.goTo(line.id))
    return true
  }
  switch (event.key) {
    case 'ArrowUp':
      return to(at - 1)
    case 'ArrowDown':
      return to(at + 1)
    case 'PageUp':
      return to(at - 12)
    case 'PageDown':
      return to(at + 12)
    case 'Home':
      return to(0)
    case 'End':
      return to(view.lines.length - 1)
    case 'ArrowLeft':
      return shift(-1)
    case 'ArrowRight':
      return shift(1)
    case 'Enter':
    case ' ':
      if (line.kind === 'task' && !line.branch.task.from && !line.branch.task.until && event.key === 'Enter') return false
      if (event.key === 'Enter') void openRecord(line.kind, line.id)
      else void peekFrom(line.kind, line.id, () => view.goTo(line.id))
      return true
    case '+':
    case '=':
      view.zoomBy(1)
      return true
    case '-':
      view.zoomBy(-1)
      return true
    case 't':
    case 'T':
      view.showDay(view.project.device.today)
      return true
    case 'l':
    case 'L':
      if (line.kind === 'task') view.links = line.id
      return true
    case 'c':
    case 'C':
      if (event.ctrlKey) return false
      view.critical = !view.critical
      return true
    case '.':
      view.fold(line.id)
      return true
    default:
      return false
  }
}

/** What they do, for the sheet that `?` opens. */
export const timelineShortcuts = (): { keys: string; label: string }[] => [
  { keys: '↑ ↓', label: m.timeline_keys_line() },
  { keys: '← →', label: m.timeline_keys_move() },
  { keys: 'Shift+→', label: m.timeline_keys_end() },
  { keys: 'Ctrl+→', label: m.timeline_keys_start() },
  { keys: 'L', label: m.timeline_keys_links() },
  { keys: '↵', label: m.plan_keys_peek() },
  { keys: '+ -', label: m.timeline_keys_zoom() },
  { keys: 'T', label: m.timeline_keys_today() },
  { keys: 'C', label: m.timeline_critical() },
  { keys: '.', label: m.timeline_keys_fold() },
]
