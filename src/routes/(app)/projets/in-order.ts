import { compareText, fold } from '#kernel/base/fold.ts'
import type { Project } from '#domain/projects/project.ts'

export type Shelf = 'open' | 'closed' | 'all'
const closed = ({ state, active }: Project) => state === 'done' || state === 'rejected' || !active
const order = { doing: 0, pending: 1, done: 2, rejected: 3 }

/** The projects of a shelf that hold every typed word: late ones first, then by state, by end and by name. */
export function projectsOn(projects: readonly Project[], shelf: Shelf, typed: string): Project[] {
  const words = fold(typed).split(/\s+/).filter(Boolean)
  const text = (project: Project) => fold(`${project.title ?? ''} ${project.client ?? ''} ${project.description ?? ''}`)
  return projects
    .filter(
      project =>
        (shelf === 'all' || (shelf === 'closed') === closed(project)) &&
        (!words.length || words.every(word => text(project).includes(word)))
    )
    .sort(
      (a, b) =>
        Number(b.late) - Number(a.late) ||
        order[a.state] - order[b.state] ||
        compareText(a.until ?? '~', b.until ?? '~') ||
        compareText(fold(a.title ?? ''), fold(b.title ?? '')) ||
        compareText(a.id, b.id)
    )
}
