import type { Branch, Group, Outline } from '../outline.ts'

/** Where a line that is being typed stands: at the end of a phase, under a task, or right after one. */
export type Draft = { readonly phase: string; readonly parent: string | null; readonly after: string | null }
export type Line =
  | { readonly kind: 'phase'; readonly id: string; readonly group: Group }
  | { readonly kind: 'task'; readonly id: string; readonly group: Group; readonly branch: Branch }
  | {
      readonly kind: 'add'
      readonly id: string
      readonly group: Group
      readonly depth: number
      readonly draft: Draft
      readonly last: boolean
    }

/** The line where a task is added at the end of a phase. */
export const addLine = (phase: string) => `${phase}+`
export const draftLine = 'draft+'

export type Showing = {
  readonly folded: ReadonlySet<string>
  readonly keep?: ReadonlySet<string> | undefined
  readonly draft?: Draft | null
  /** Whether each phase ends with a line to type in. */
  readonly adding: boolean
}

/** What is drawn under the head of one phase, in order. */
export function linesOf(group: Group, { folded, keep, draft, adding }: Showing): Line[] {
  if (folded.has(group.id)) return []
  const lines: Line[] = []
  // As `unfolded`, ten times faster: it is done at each change of a plan of ten thousand lines.
  const add = (branches: readonly Branch[]) => {
    for (const branch of branches) {
      if (keep && !keep.has(branch.task.id)) continue
      lines.push(lineOf(branch))
      if (branch.children.length && !folded.has(branch.task.id)) add(branch.children)
    }
  }
  add(group.branches)
  if (draft && draft.phase === group.id) lines.splice(placeOf(draft, lines), 0, draftOf(draft, group, lines))
  if (adding && group.phase) {
    const end: Draft = { phase: group.id, parent: null, after: null }
    lines.push({ kind: 'add', id: addLine(group.id), group, depth: 0, draft: end, last: true })
  }
  return lines
}

class TaskLine {
  readonly kind = 'task'
  readonly id: string
  readonly branch: Branch
  constructor(branch: Branch) {
    this.id = branch.task.id
    this.branch = branch
  }
  get group(): Group {
    return this.branch.group
  }
}
const known = new WeakMap<Branch, TaskLine>()
/** The same line for the same branch: what has not changed is not drawn again. */
function lineOf(branch: Branch): Line {
  const line = known.get(branch)
  if (line) return line
  const made = new TaskLine(branch)
  known.set(branch, made)
  return made
}

function draftOf(draft: Draft, group: Group, lines: readonly Line[]): Line {
  const holder = lines.find(line => line.id === draft.parent)
  return { kind: 'add', id: draftLine, group, depth: holder?.kind === 'task' ? holder.branch.depth + 1 : 0, draft, last: false }
}
/** Past the branch it follows, else past the last of what its parent holds. */
function placeOf({ parent, after }: Draft, lines: readonly Line[]): number {
  const from = lines.findIndex(line => line.id === (after ?? parent))
  const first = lines[from]
  if (first?.kind !== 'task') return lines.length
  let at = from + 1
  for (let line = lines[at]; line?.kind === 'task' && line.branch.depth > first.branch.depth; line = lines[at]) at++
  return at
}

/** Every line of the plan in the order of reading, the heads of phases included. */
export const allLines = (outline: Outline, showing: Showing): Line[] =>
  outline.groups.flatMap(group => [{ kind: 'phase', id: group.id, group } as const, ...linesOf(group, showing)])

/** The tasks from one line to another, both included, whichever comes first. */
export function between(lines: readonly Line[], a: string, b: string): string[] {
  const [from, to] = [lines.findIndex(line => line.id === a), lines.findIndex(line => line.id === b)]
  if (from < 0 || to < 0) return []
  return lines.slice(Math.min(from, to), Math.max(from, to) + 1).flatMap(line => (line.kind === 'task' ? line.id : []))
}

/** The lines to draw: those in sight and a few on each side. */
export function inSight(top: number, bottom: number, height: number, count: number, more: number): { from: number; to: number } {
  const from = Math.max(0, Math.floor(top / height) - more)
  return { from: Math.min(from, count), to: Math.max(0, Math.min(count, Math.ceil(bottom / height) + more)) }
}
