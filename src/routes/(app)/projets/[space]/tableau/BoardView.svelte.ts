import { createContext, tick } from 'svelte'
import type { OpenProject } from '../OpenProject.svelte.ts'
import { setStatus } from '../plan/plan-acts.ts'
import { beside, columnsOf, type Status } from './board.ts'

/** What a person sees of the board and where they are on it. */
export class BoardView {
  readonly project: OpenProject
  filter = $state({ words: '', phase: '', person: '' })
  cursor = $state<string | null>(null)
  drag = $state.raw<{ id: string; x: number; y: number; width: number; over: Status | null } | null>(null)
  readonly columns = $derived.by(() => columnsOf(this.project.outline, this.filter))
  root: HTMLElement | undefined

  constructor(project: OpenProject) {
    this.project = project
  }
  async goTo(id: string) {
    this.cursor = id
    await tick()
    const card = this.root?.querySelector<HTMLElement>(`[data-card="${CSS.escape(id)}"]`)
    card?.focus({ preventScroll: true })
    card?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }
  /** Gives a card another state; the focus follows it to its column. */
  async move(id: string, status: Status) {
    if (this.project.outline.branches.get(id)?.task.status === status) return
    if (await setStatus(this.project, [id], status)) await this.goTo(id)
  }
  async step(id: string, by: -1 | 1) {
    const task = this.project.outline.branches.get(id)?.task
    const status = task && beside(task.status, by)
    if (status) await this.move(id, status)
  }
}

export const [boardHere, setBoardHere] = createContext<BoardView>()
