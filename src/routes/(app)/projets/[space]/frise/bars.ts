import { addDays, daysBetween, type Day } from '#kernel/base/day.ts'
import type { Task } from '#domain/projects/task.ts'
import { unfolded, type Branch, type Group } from '../outline.ts'
import type { Change } from '../placing.ts'
import type { Line } from '../plan/lines.ts'
import { xOf, type Scale } from './time-scale.ts'

/** What a line draws: a bar, a summary of what is under it, or the diamond of a milestone. */
export type Bar = { readonly shape: 'bar' | 'summary' | 'diamond'; readonly start: Day; readonly due: Day }
export type Hold = 'whole' | 'start' | 'end'

/** The days of a line, as far as they are known: one date alone is a day of its own. */
export function barOf(line: Line): Bar | null {
  if (line.kind === 'add') return null
  const { from, until } = line.kind === 'phase' ? (line.group.phase ?? { from: null, until: null }) : line.branch.task
  const [start, due] = [from ?? until, until ?? from]
  if (start === null || due === null) return null
  if (line.kind === 'task' && line.branch.task.kind === 'milestone' && !line.branch.children.length)
    return { shape: 'diamond', start: due, due }
  const summary = line.kind === 'phase' || line.branch.children.length > 0
  // Dates that a merge left the wrong way round are shown as they can be, with their problem beside.
  return { shape: summary ? 'summary' : 'bar', start: start < due ? start : due, due: start < due ? due : start }
}

export type Box = { readonly x: number; readonly width: number }
export const boxOf = (scale: Scale, bar: Bar): Box =>
  bar.shape === 'diamond'
    ? { x: xOf(scale, bar.due), width: scale.px }
    : { x: xOf(scale, bar.start), width: (daysBetween(bar.start, bar.due) + 1) * scale.px }

/** A bar as it would be when it is let go `days` further. An end never passes the other. */
export function shifted(bar: Bar, hold: Hold, days: number): Bar {
  if (hold === 'whole' || bar.shape === 'diamond') return { ...bar, start: addDays(bar.start, days), due: addDays(bar.due, days) }
  if (hold === 'start') {
    const start = addDays(bar.start, days)
    return { ...bar, start: start > bar.due ? bar.due : start }
  }
  const due = addDays(bar.due, days)
  return { ...bar, due: due < bar.start ? bar.start : due }
}

/** What to write: the dates of a task, or those of all the work under a heading or a phase, which move together. */
export function moving(line: Line, hold: Hold, days: number): Change[] {
  if (days === 0 || line.kind === 'add') return []
  const branches: readonly Branch[] = line.kind === 'phase' ? line.group.branches : [line.branch]
  const leaves = [...unfolded(branches)].filter(branch => !branch.children.length)
  if (line.kind === 'task' && leaves[0] === line.branch) return patch(line.branch.task, datesOf(line, hold, days))
  if (hold !== 'whole') return []
  const own = line.kind === 'phase' && line.group.phase ? phasePatch(line.group, days) : []
  return [...own, ...leaves.flatMap(({ task }) => patch(task, { start: later(task.start, days), due: later(task.due, days) }))]
}
function datesOf(line: Extract<Line, { kind: 'task' }>, hold: Hold, days: number): { start: Day | null; due: Day | null } {
  const { task } = line.branch
  const bar = barOf(line)
  if (!bar || bar.shape === 'diamond' || hold === 'whole') return { start: later(task.start, days), due: later(task.due, days) }
  const { start, due } = shifted(bar, hold, days)
  return { start, due }
}
const later = (day: Day | null, days: number): Day | null => day && addDays(day, days)
const patch = (task: Task, { start, due }: { start: Day | null; due: Day | null }): Change[] =>
  start === task.start && due === task.due ? [] : [{ entity: 'task', id: task.id, patch: { start, due } }]
function phasePatch({ phase }: Group, days: number): Change[] {
  if (!phase || (phase.start === null && phase.due === null)) return []
  return [{ entity: 'phase', id: phase.id, patch: { start: later(phase.start, days), due: later(phase.due, days) } }]
}
