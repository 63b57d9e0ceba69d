import { randomId } from '#kernel/base/id.ts'
import { rankBetween } from '#kernel/base/rank.ts'
import type { Label } from '#kernel/schema/field.ts'
import { cancel, finish, isHeading, reopen } from '#domain/projects/finish-task.ts'
import type { Phase } from '#domain/projects/phase.ts'
import type { Task } from '#domain/projects/task.ts'
import { m } from '$lib/paraglide/messages.js'
import { toast } from '$lib/ui/Toasts.svelte.ts'
import { said, type OpenProject } from '../OpenProject.svelte.ts'
import { below, type Branch } from '../outline.ts'
import { oneStep, placing, topmost, type Change, type Move, type Place } from '../placing.ts'
import type { Draft } from './lines.ts'

export type Status = Task['status']
const unique = (changes: readonly Change[]): Change[] => [
  ...new Map(changes.map(change => [`${change.entity}/${change.id}`, change])).values(),
]

/** Finishes, reopens, cancels or begins; a heading carries what is under it. */
export function setStatus(project: OpenProject, ids: readonly string[], status: Status): Promise<boolean> {
  const changes = ids.flatMap((id): readonly Change[] => {
    if (status === 'done') return finish(project.tasks, id)
    if (status === 'cancelled') return cancel(project.tasks, id)
    const task = project.outline.branches.get(id)?.task
    if (status === 'todo' && task && (isHeading(task) || task.status === 'done' || task.status === 'cancelled'))
      return reopen(project.tasks, id)
    return [{ entity: 'task', id, patch: { status } }]
  })
  return project.write(unique(changes), status === 'done' ? said.finished : status === 'todo' ? said.reopened : said.stated)
}
/** One key: finished if one of them is not, else reopened. */
export function toggleDone(project: OpenProject, ids: readonly string[]): Promise<boolean> {
  const open = ids.some(id => project.outline.branches.get(id)?.task.state !== 'done')
  return setStatus(project, ids, open ? 'done' : 'todo')
}
export function toggleBlocked(project: OpenProject, ids: readonly string[]): Promise<boolean> {
  const blocked = ids.some(id => !project.outline.branches.get(id)?.task.blocked)
  return setAll(project, ids, { blocked }, blocked ? said.blocked : said.unblocked)
}
export const setAll = (project: OpenProject, ids: readonly string[], patch: Partial<Task>, label: Label): Promise<boolean> =>
  project.write(
    ids.map(id => ({ entity: 'task', id, patch })),
    label
  )
export const setPhase = (project: OpenProject, id: string, patch: Partial<Phase>, label: Label): Promise<boolean> =>
  project.change('phase', id, patch, label)

/** Adds or takes away one person for all of them. */
export function toggleAssignee(project: OpenProject, ids: readonly string[], person: string): Promise<boolean> {
  const tasks = ids.flatMap(id => project.outline.branches.get(id)?.task ?? [])
  const add = tasks.some(task => !task.assignees.includes(person))
  const changes = tasks.map(task => ({
    entity: 'task',
    id: task.id,
    patch: { assignees: [...task.assignees.filter(other => other !== person), ...(add ? [person] : [])] },
  }))
  return project.write(changes, said.assigned)
}

/** One step of the keyboard; false where there is nowhere to go. */
export async function move(project: OpenProject, ids: readonly string[], how: Move): Promise<boolean> {
  const place = oneStep(project.outline, ids, how)
  return place !== null && moveTo(project, ids, place)
}
export async function moveTo(project: OpenProject, ids: readonly string[], place: Place): Promise<boolean> {
  const changes = placing(project.outline, ids, place)
  return changes !== null && project.write(changes, said.moved)
}

/** Deletes at once and says how to come back; what stands under a task goes and comes back with it. */
export async function remove(project: OpenProject, ids: readonly string[]): Promise<boolean> {
  const gone = topmost(project.outline, ids)
  const mark = (deleted: number | null) => gone.map(({ task }) => ({ entity: 'task', id: task.id, patch: { deleted } }))
  if (!(await project.write(mark(Date.now()), said.removed))) return false
  const count = gone.reduce((sum, branch) => sum + 1 + [...below(branch)].length, 0)
  const message = count === 1 ? m.plan_removed_one({ title: gone[0]?.task.title ?? '' }) : m.plan_removed({ count })
  toast(message, { action: { label: m.ui_undo(), run: () => void project.write(mark(null), said.restored) } })
  return true
}
export async function removePhase(project: OpenProject, phase: Phase): Promise<void> {
  const mark = (deleted: number | null, label: Label) => project.change('phase', phase.id, { deleted }, label)
  if (!(await mark(Date.now(), said.removed))) return
  toast(m.plan_removed_one({ title: phase.title }), { action: { label: m.ui_undo(), run: () => void mark(null, said.restored) } })
}

/** Several lines at once (a paste) are several tasks, taken back as one. Returns the last one made. */
export async function addLines(
  project: OpenProject,
  draft: Draft,
  text: string,
  kind: Task['kind'] = 'task',
  more: Partial<Task> = {}
): Promise<string | null> {
  const titles = text
    .split('\n')
    .map(line => line.replace(/^\s*(?:[-*•]|\d+[.)])\s+/, '').trim())
    .filter(Boolean)
  const siblings = siblingsAt(project, draft)
  const at = draft.after === null ? siblings.length : siblings.findIndex(branch => branch.task.id === draft.after) + 1
  const next = siblings[at]?.task.rank ?? null
  let rank = siblings[at - 1]?.task.rank ?? null
  let last: string | null = null
  const batch = randomId()
  for (const title of titles) {
    rank = rankBetween(rank, next)
    last = await project.addTask({ ...more, title, kind, phase: draft.phase, parent: draft.parent, rank }, batch)
    if (last === null) return null
  }
  return last
}
function siblingsAt({ outline }: OpenProject, { phase, parent }: Draft): readonly Branch[] {
  if (parent !== null) return outline.branches.get(parent)?.children ?? []
  return outline.groups.find(group => group.id === phase)?.branches ?? []
}

export function addPhase(project: OpenProject, title: string): Promise<string | null> {
  const last = project.outline.groups.findLast(group => group.phase)?.phase
  return project.addPhase(title, rankBetween(last?.rank ?? null, null))
}
