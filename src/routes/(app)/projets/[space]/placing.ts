import { ranksBetween } from '#kernel/base/rank.ts'
import { below, siblingsOf, strayGroup, type Branch, type Outline } from './outline.ts'

/** Where tasks go: in a phase, under a task or at its top, before a sibling or at the end. */
export type Place = { readonly phase: string; readonly parent: string | null; readonly before: string | null }
export type Change = { readonly entity: string; readonly id: string; readonly patch: Readonly<Record<string, unknown>> }

/** Those chosen that no other chosen one carries with it, in the order of reading. */
export function topmost(outline: Outline, ids: Iterable<string>): Branch[] {
  const chosen = new Set(ids)
  const found: Branch[] = []
  const walk = (branches: readonly Branch[]) => {
    for (const branch of branches) {
      if (chosen.has(branch.task.id)) found.push(branch)
      else walk(branch.children)
    }
  }
  for (const group of outline.groups) walk(group.branches)
  return found
}

/** What to write so that these tasks stand there, in their order, with what is below them; null when they cannot. */
export function placing(outline: Outline, ids: Iterable<string>, place: Place): Change[] | null {
  const moved = topmost(outline, ids)
  if (!moved.length || place.phase === strayGroup) return null
  const carried = new Set(moved.map(branch => branch.task.id))
  for (let at = place.parent; at !== null; at = outline.branches.get(at)?.parent?.task.id ?? null) if (carried.has(at)) return null
  const holder = place.parent === null ? null : outline.branches.get(place.parent)
  if (holder === undefined || holder?.task.kind === 'milestone') return null
  const all = holder ? holder.children : (outline.groups.find(group => group.id === place.phase)?.branches ?? [])
  const rest = all.filter(branch => !carried.has(branch.task.id))
  // Before one that moves too: before the first one after it that stays.
  let before = place.before
  while (before !== null && carried.has(before)) before = all[all.findIndex(branch => branch.task.id === before) + 1]?.task.id ?? null
  const at = before === null ? rest.length : rest.findIndex(branch => branch.task.id === before)
  if (at < 0) return null
  const changes: Change[] = []
  const ranks = ranked(rest, at, moved)
  for (const { task } of rest) if (ranks.has(task.id)) changes.push({ entity: 'task', id: task.id, patch: { rank: ranks.get(task.id) } })
  for (const branch of moved) {
    changes.push({
      entity: 'task',
      id: branch.task.id,
      patch: { phase: place.phase, parent: place.parent, rank: ranks.get(branch.task.id) },
    })
    if (branch.task.phase === place.phase) continue
    for (const { task } of below(branch)) changes.push({ entity: 'task', id: task.id, patch: { phase: place.phase } })
  }
  return changes
}

/** The ranks to write so that these stand at that place: theirs, or those of all where two people once gave the same to neighbours. */
function ranked(rest: readonly Branch[], at: number, moved: readonly Branch[]): Map<string, string> {
  const [before, next] = [rest[at - 1]?.task.rank ?? null, rest[at]?.task.rank ?? null]
  const tie = before !== null && next !== null && before >= next
  const order = tie ? [...rest.slice(0, at), ...moved, ...rest.slice(at)] : moved
  const ranks = tie ? ranksBetween(null, null, order.length) : ranksBetween(before, next, order.length)
  return new Map(order.map((branch, i) => [branch.task.id, ranks[i] ?? 'a0']))
}

export type Move = 'up' | 'down' | 'in' | 'out'

/** One step of the keyboard for tasks that stand side by side; null where there is nowhere to go. */
export function oneStep(outline: Outline, ids: Iterable<string>, move: Move): Place | null {
  const moved = topmost(outline, ids)
  const [first, last] = [moved[0], moved.at(-1)]
  if (!first || !last || moved.some(branch => branch.parent !== first.parent || branch.group !== first.group)) return null
  const siblings = siblingsOf(first)
  const previous = siblings[siblings.indexOf(first) - 1]
  const next = siblings[siblings.indexOf(last) + 1]
  const { parent } = first
  const phase = first.group.id
  const beside = (branch: Branch | undefined): string | null => branch?.task.id ?? null
  const after = (branch: Branch): string | null => beside(siblingsOf(branch)[siblingsOf(branch).indexOf(branch) + 1])
  const groups = outline.groups.filter(group => group.phase)
  const at = groups.indexOf(first.group)
  switch (move) {
    case 'in':
      return previous && previous.task.kind !== 'milestone' ? { phase, parent: previous.task.id, before: null } : null
    case 'out':
      return parent && { phase, parent: beside(parent.parent ?? undefined), before: after(parent) }
    case 'up': {
      if (previous) return { phase, parent: beside(parent ?? undefined), before: previous.task.id }
      if (parent) return { phase, parent: beside(parent.parent ?? undefined), before: parent.task.id }
      const above = groups[at - 1]
      return above ? { phase: above.id, parent: null, before: null } : null
    }
    case 'down': {
      if (next) return { phase, parent: beside(parent ?? undefined), before: after(next) }
      if (parent) return { phase, parent: beside(parent.parent ?? undefined), before: after(parent) }
      const under = groups[at + 1]
      return under ? { phase: under.id, parent: null, before: beside(under.branches[0]) } : null
    }
  }
}

/** A phase one place earlier or later among its phases. */
export function phaseStep(outline: Outline, id: string, by: -1 | 1): Change | null {
  const phases = outline.groups.flatMap(group => group.phase ?? [])
  const at = phases.findIndex(phase => phase.id === id)
  const [to, rest] = [at + by, phases.filter(phase => phase.id !== id)]
  if (at < 0 || to < 0 || to >= phases.length) return null
  const [rank] = ranksBetween(rest[to - 1]?.rank ?? null, rest[to]?.rank ?? null, 1)
  return { entity: 'phase', id, patch: { rank } }
}
