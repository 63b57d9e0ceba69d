import { recordAt, openRecord } from '$lib/record/open-record.ts'
import { page } from '$app/state'
import { m } from '$lib/paraglide/messages.js'
import { toast } from '$lib/ui/Toasts.svelte.ts'
import { isHeading } from '#domain/projects/finish-task.ts'
import { peekFrom } from '../peek.ts'
import { phaseStep, type Move } from '../placing.ts'
import { said } from '../OpenProject.svelte.ts'
import { cellOf, go, type Column, type Cursor } from './grid-keys.ts'
import type { Draft, Line } from './lines.ts'
import { move, remove, toggleBlocked, toggleDone } from './plan-acts.ts'
import type { PlanView } from './PlanView.svelte.ts'

const moves: Record<string, Move> = { ArrowUp: 'up', ArrowDown: 'down', ArrowRight: 'in', ArrowLeft: 'out' }
const jumps: Record<string, Column> = { a: 'assignees', s: 'state', p: 'priority', d: 'due' }

/** A key in the plan, outside any field. True when it meant something. */
export function pressed(view: PlanView, event: KeyboardEvent): boolean {
  const here = view.here
  if (!here || !view.cursor) return false
  if (event.altKey && !event.ctrlKey && !event.metaKey) return event.key in moves && shifted(view, here, moves[event.key] as Move)
  if (event.ctrlKey || event.metaKey) {
    if (event.key.toLowerCase() === 'a') return done(view.chooseAll())
    return walk(view, here, view.cursor, event)
  }
  const letter = event.key.toLowerCase()
  const write = view.project.mayWrite
  switch (letter) {
    case 'enter':
    case 'f2':
      return write && done(enter(view, here, cellOf(here, view.cursor)))
    case ' ':
      return done(beside(view, here))
    case 'x':
      return here.kind === 'task' && done(view.choose(here.id))
    case 'escape':
      return view.chosen.size > 0 && done(view.chooseNone())
    case 'f':
      return write && done(toggleDone(view.project, view.targets))
    case 'b':
      return write && done(toggleBlocked(view.project, view.targets))
    case 'n':
      return write && done(view.startDraft(draftBy(here)))
    case 'delete':
    case 'backspace':
      if (here.kind === 'phase' && write) return done((view.removing = { phase: here.id }))
      return write && here.kind === 'task' && done(askRemoval(view, view.targets))
    default:
      if (!event.shiftKey && letter in jumps) return write && here.kind === 'task' && done(open(view, here, jumps[letter] as Column))
      return walk(view, here, view.cursor, event)
  }
}

function walk(view: PlanView, here: Line, cursor: Cursor, event: KeyboardEvent): boolean {
  const column = cellOf(here, cursor)
  const foldable = here.kind === 'phase' || (here.kind === 'task' && here.branch.children.length > 0)
  const folded = view.folded.has(here.id)
  if (
    column === 'title' &&
    foldable &&
    !event.shiftKey &&
    !event.ctrlKey &&
    (event.key === 'ArrowRight' ? folded : event.key === 'ArrowLeft' && !folded)
  )
    return done(view.fold(here.id))
  if (column === 'title' && event.key === 'ArrowLeft' && here.kind === 'task')
    return done(view.goTo({ line: here.branch.parent?.task.id ?? here.group.id, column }))
  const to = go(
    view.lines,
    view.shown,
    event.key === 'ArrowLeft' || event.key === 'ArrowRight' || event.key === 'Tab' ? { line: here.id, column } : cursor,
    event,
    12
  )
  if (!to) return event.key.startsWith('Arrow')
  if (event.shiftKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
    view.anchor ??= here.id
    view.chosen = new Set()
    view.chooseTo(to.line)
  }
  void view.goTo(to)
  // The open panel follows the line; between two records it is one step back in the history.
  const line = view.line(to.line)
  if (line && line.id !== here.id && recordAt(page.url)) beside(view, line)
  return true
}

/** Begins to edit a cell; what is computed says why it cannot be. */
export function enter(view: PlanView, line: Line, column: Column): void {
  if (line.kind === 'add') return
  const fixed = line.kind === 'phase' ? column === 'progress' : isHeading(line.branch.task) && ['start', 'due', 'progress'].includes(column)
  if (fixed) toast(m.plan_computed())
  else void view.edit({ line: line.id, column })
}
function open(view: PlanView, line: Line, column: Column): void {
  if (view.shown.includes(column)) enter(view, line, column)
  else peek(line)
}
/** From the keyboard, the plan keeps the focus. */
function beside(view: PlanView, line: Line): void {
  if (line.kind !== 'add') void peekFrom(line.kind, line.id, () => view.cursor && view.goTo(view.cursor))
}
export function peek(line: Line): void {
  if (line.kind !== 'add') void openRecord(line.kind, line.id)
}

/** Where a line typed from here goes: after the task, under a step, at the top of a phase. */
export function draftBy(line: Line): Draft {
  if (line.kind !== 'task') return { phase: line.group.id, parent: null, after: null }
  const { task, parent } = line.branch
  if (task.kind === 'step') return { phase: task.phase, parent: task.id, after: null }
  return { phase: task.phase, parent: parent?.task.id ?? null, after: task.id }
}

function shifted(view: PlanView, here: Line, how: Move): boolean {
  const { project } = view
  if (!project.mayWrite || here.kind === 'add') return true
  if (here.kind === 'phase') {
    const change = how === 'up' ? phaseStep(project.outline, here.id, -1) : how === 'down' ? phaseStep(project.outline, here.id, 1) : null
    if (change) void project.write([change], said.moved).then(() => stay(view))
  } else {
    const targets = view.chosen.has(here.id) ? view.targets : [here.id]
    // Entering a folded task would hide what has just been moved.
    void move(project, targets, how).then(() => {
      const parent = project.outline.branches.get(here.id)?.parent?.task.id
      if (parent) view.fold(parent, false)
      return stay(view)
    })
  }
  return true
}
/** The focus stays on its cell while its line goes elsewhere. */
const stay = (view: PlanView) => view.cursor && view.goTo(view.cursor)

/** One task without others under it goes at once, with a way back; more than that is asked first. */
export function askRemoval(view: PlanView, ids: readonly string[]): void {
  const [only] = ids
  if (ids.length > 1 || (only && view.project.outline.branches.get(only)?.children.length)) view.removing = { tasks: ids }
  else void removeNow(view, ids)
}
export async function removeNow(view: PlanView, ids: readonly string[]): Promise<void> {
  const gone = new Set(ids)
  const at = view.lines.findIndex(line => line.id === view.cursor?.line)
  const next = [...view.lines.slice(at), ...view.lines.slice(0, at).reverse()].find(line => line.kind !== 'add' && !within(line, gone))
  if (!(await remove(view.project, [...gone]))) return
  view.chooseNone()
  if (next) await view.goTo({ line: next.id, column: view.cursor?.column ?? 'title' })
}
function within(line: Line, gone: ReadonlySet<string>): boolean {
  for (let branch = line.kind === 'task' ? line.branch : null; branch; branch = branch.parent) if (gone.has(branch.task.id)) return true
  return false
}
const done = (_: unknown): true => true
