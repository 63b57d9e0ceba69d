import { strayGroup, type Branch } from '../outline.ts'
import type { Place } from '../placing.ts'
import type { Line } from './lines.ts'

/** Between which lines what is dragged would come to stand, and how deep. `at` is the line under it, `lines.length` at the end. */
export type Drop = { readonly place: Place; readonly at: number; readonly depth: number }

/**
 * Where what is dragged goes when it is let go above line `at`, `wanted` levels deep. The depth is held between that of the line below
 * and one more than that of the line above; `moved` and what they carry are no places to go.
 */
export function dropAt(
  lines: readonly Line[],
  at: number,
  wanted: number,
  moved: ReadonlySet<string>,
  folded: ReadonlySet<string>
): Drop | null {
  const carried = (line: Line | undefined) => {
    if (line?.kind !== 'task') return false
    for (let branch: Branch | null = line.branch; branch; branch = branch.parent) if (moved.has(branch.task.id)) return true
    return false
  }
  // The line to type in ends its phase: what is let go under it stands above it.
  if (lines[at - 1]?.kind === 'add') at--
  let above = at - 1
  while (carried(lines[above])) above--
  let below = at
  while (carried(lines[below])) below++
  const [over, under] = [lines[above], lines[below]]
  if (!over || over.group.id === strayGroup || over.kind === 'add') return null
  const { group } = over
  const next = under?.kind === 'task' && under.group === group ? under.branch : null
  const deepest = over.kind === 'phase' ? 0 : over.branch.depth + (over.branch.task.kind === 'milestone' ? 0 : 1)
  const depth = Math.max(next ? Math.min(next.depth, deepest) : 0, Math.min(deepest, Math.max(0, wanted)))
  if (over.kind === 'phase') {
    const first = group.branches.find(branch => !moved.has(branch.task.id))
    return {
      at: above + 1,
      depth: 0,
      place: { phase: group.id, parent: null, before: folded.has(group.id) ? null : (first?.task.id ?? null) },
    }
  }
  if (depth > over.branch.depth) {
    const first = folded.has(over.id) ? undefined : over.branch.children.find(branch => !moved.has(branch.task.id))
    return { at: above + 1, depth, place: { phase: group.id, parent: over.id, before: first?.task.id ?? null } }
  }
  let beside = over.branch
  while (beside.depth > depth && beside.parent) beside = beside.parent
  const siblings = beside.parent?.children ?? group.branches
  const after = siblings.slice(siblings.indexOf(beside) + 1).find(branch => !moved.has(branch.task.id))
  return { at: above + 1, depth, place: { phase: group.id, parent: beside.parent?.task.id ?? null, before: after?.task.id ?? null } }
}

/** Heights of the plan's parts, in pixels. */
export type Heights = { readonly row: number; readonly head: number; readonly gap: number }

/** The top of every line, and of the end: phases have a taller head and a gap before the next. */
export function topsOf(lines: readonly Line[], { row, head, gap }: Heights): number[] {
  const tops: number[] = []
  let top = 0
  lines.forEach((line, i) => {
    if (line.kind === 'phase' && i > 0) top += gap
    tops.push(top)
    top += line.kind === 'phase' ? head : row
  })
  tops.push(top)
  return tops
}

/** The boundary between lines that is nearest to a height. */
export function boundaryAt(tops: readonly number[], y: number): number {
  let [low, high] = [0, tops.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    const centre = ((tops[middle] ?? 0) + (tops[middle + 1] ?? 0)) / 2
    if (y > centre) low = middle + 1
    else high = middle
  }
  return low
}
