import { rankBetween, ranksBetween } from '#kernel/base/rank.ts'
import { byId, descendants, inOrder, parentOf, type Placed } from './tree.ts'

export type Change = { readonly entity: 'task' | 'phase'; readonly id: string; readonly patch: Readonly<Record<string, unknown>> }
/** Where a task is to stand; `after` is the sibling it follows, null for the first place. */
export type Place = { readonly phase: string; readonly parent: string | null; readonly after: string | null }
type Ranked = { readonly id: string; readonly rank: string }

/** The rank of a new record among these; ranks that two people set at once may tie, so it may stand a little later than asked. */
export function rankAt(siblings: readonly Ranked[], after: string | null): string {
  const sorted = [...siblings].sort(inOrder)
  const at = after === null ? 0 : sorted.findIndex(({ id }) => id === after) + 1
  return rankBetween(sorted[at - 1]?.rank ?? null, sorted[at]?.rank ?? null)
}

/** The ranks to write so that `id` stands right after `after`: one, or those of all siblings where ranks tie. */
export function ranked(siblings: readonly Ranked[], id: string, after: string | null): Map<string, string> {
  const others = siblings.filter(sibling => sibling.id !== id).sort(inOrder)
  const at = after === null ? 0 : others.findIndex(sibling => sibling.id === after) + 1
  const [before, next] = [others[at - 1]?.rank ?? null, others[at]?.rank ?? null]
  if (before === null || next === null || before < next) return new Map([[id, rankBetween(before, next)]])
  const order = [...others.slice(0, at).map(sibling => sibling.id), id, ...others.slice(at).map(sibling => sibling.id)]
  const ranks = ranksBetween(null, null, order.length)
  return new Map(order.map((one, i) => [one, ranks[i] ?? 'a0']))
}

/** What moving a task there writes; nothing when it stands there already, or cannot: inside itself, or under a record of another phase. */
export function placeTask<T extends Placed>(tasks: readonly T[], id: string, place: Place): Change[] {
  const known = byId(tasks)
  const above = parentOf(known)
  const task = known.get(id)
  const parent = place.parent === null ? null : known.get(place.parent)
  const moving = descendants(tasks, id)
  if (!task || parent === undefined || place.after === id || parent?.id === id || moving.some(one => one.id === place.parent)) return []
  const phase = parent?.phase ?? place.phase
  const siblings = tasks.filter(one => (above(one)?.id ?? null) === place.parent && (place.parent !== null || one.phase === phase))
  if (place.after !== null && !siblings.some(one => one.id === place.after)) return []
  const patches = new Map<string, Record<string, unknown>>()
  const patch = (one: string, values: Record<string, unknown>) => patches.set(one, { ...patches.get(one), ...values })
  if (task.parent !== place.parent) patch(id, { parent: place.parent })
  for (const one of [task, ...moving]) if (one.phase !== phase) patch(one.id, { phase })
  if (!standsAfter(siblings, id, place.after)) for (const [one, rank] of ranked(siblings, id, place.after)) patch(one, { rank })
  return [...patches].map(([one, values]) => ({ entity: 'task', id: one, patch: values }))
}

const standsAfter = (siblings: readonly Ranked[], id: string, after: string | null): boolean => {
  const sorted = [...siblings].sort(inOrder)
  const at = sorted.findIndex(sibling => sibling.id === id)
  return at >= 0 && (sorted[at - 1]?.id ?? null) === after
}

/** A task with its siblings in order and its own place among them. */
function stand<T extends Placed>(tasks: readonly T[], id: string) {
  const known = byId(tasks)
  const above = parentOf(known)
  const task = known.get(id)
  if (!task) return null
  const parent = above(task)
  const siblings = tasks
    .filter(one => (above(one)?.id ?? null) === (parent?.id ?? null) && (parent !== null || one.phase === task.phase))
    .sort(inOrder)
  const place = { phase: task.phase, parent: parent?.id ?? null }
  return { parent, above, siblings, at: siblings.findIndex(one => one.id === id), place }
}

/** Under the sibling above it, last. */
export function indent<T extends Placed>(tasks: readonly T[], id: string): Change[] {
  const here = stand(tasks, id)
  const holder = here?.siblings[here.at - 1]
  if (!here || !holder) return []
  const last = tasks
    .filter(one => here.above(one)?.id === holder.id)
    .sort(inOrder)
    .at(-1)
  return placeTask(tasks, id, { phase: holder.phase, parent: holder.id, after: last?.id ?? null })
}

/** Out of its parent, right after it. */
export function outdent<T extends Placed>(tasks: readonly T[], id: string): Change[] {
  const here = stand(tasks, id)
  if (!here?.parent) return []
  return placeTask(tasks, id, { phase: here.parent.phase, parent: here.above(here.parent)?.id ?? null, after: here.parent.id })
}

export function moveUp<T extends Placed>(tasks: readonly T[], id: string): Change[] {
  const here = stand(tasks, id)
  return !here || here.at < 1 ? [] : placeTask(tasks, id, { ...here.place, after: here.siblings[here.at - 2]?.id ?? null })
}
export function moveDown<T extends Placed>(tasks: readonly T[], id: string): Change[] {
  const here = stand(tasks, id)
  const next = here?.siblings[here.at + 1]
  return !here || !next ? [] : placeTask(tasks, id, { ...here.place, after: next.id })
}
