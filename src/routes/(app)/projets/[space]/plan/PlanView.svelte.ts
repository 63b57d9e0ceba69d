import { createContext, tick } from 'svelte'
import { fold } from '#kernel/base/fold.ts'
import type { Task } from '#domain/projects/task.ts'
import type { Anchor } from '$lib/ui/place.ts'
import { keptBy } from '../outline.ts'
import type { OpenProject } from '../OpenProject.svelte.ts'
import type { Drop } from './drop.ts'
import { allLines, between, type Draft, type Line } from './lines.ts'
import { cellOf, columns, type Column, type Cursor } from './grid-keys.ts'

/** The cells of the table, and what the chosen tasks may also be given. */
export type Edited = { readonly line: string; readonly column: Column | 'phase'; readonly anchor?: Element }
export type Drag = {
  readonly moved: ReadonlySet<string>
  readonly title: string
  readonly x: number
  readonly y: number
  readonly drop: Drop | null
}
export type Filter = { words: string; mine: boolean; late: boolean; open: boolean }
const everything: Filter = { words: '', mine: false, late: false, open: false }

/** What a person sees of the plan and where they are in it. Nothing here is shared with others. */
export class PlanView {
  readonly project: OpenProject
  /** No pointer hovers on a touch screen: the one button of a line is always there. */
  readonly touch = matchMedia('(pointer: coarse)').matches
  folded = $state.raw<ReadonlySet<string>>(new Set())
  chosen = $state.raw<ReadonlySet<string>>(new Set())
  draft = $state.raw<Draft | null>(null)
  filter = $state<Filter>({ ...everything })
  /** The cell that has the focus, or will have it when the plan is entered. */
  cursor = $state.raw<Cursor | null>(null)
  /** The cell being edited; `anchor` is where its picker opens when that is not the cell. */
  editing = $state.raw<Edited | null>(null)
  menu = $state.raw<{ line: string; anchor: Anchor } | null>(null)
  /** What waits for a yes before it goes. */
  removing = $state.raw<{ tasks: readonly string[] } | { phase: string } | null>(null)
  drag = $state.raw<Drag | null>(null)
  /** The line under the pointer: its buttons are drawn, those of the others are not. */
  over = $state<string | null>(null)
  /** wide: names beside their initials; small: a phone. */
  room = $state<'wide' | 'middle' | 'small'>('wide')
  /** The columns there is room for. */
  shown = $state.raw<readonly Column[]>(columns)
  /** The focus is somewhere in the plan. */
  focused = $state(false)
  /** Where a range began. */
  anchor: string | null = null
  root: HTMLElement | undefined

  readonly keep = $derived.by(() => {
    const { words, mine, late, open } = this.filter
    if (!words && !mine && !late && !open) return undefined
    const [me, part] = [this.project.device.person.id, fold(words)]
    const passes = (task: Task) =>
      (!part || fold(task.title).includes(part) || task.assignees.some(id => fold(this.project.person(id).name).includes(part))) &&
      (!mine || task.assignees.includes(me)) &&
      (!late || task.late === true) &&
      (!open || task.state === 'todo' || task.state === 'doing')
    return keptBy(this.project.outline, passes)
  })
  readonly showing = $derived.by(() => ({
    folded: this.keep ? new Set<string>() : this.folded,
    keep: this.keep,
    draft: this.draft,
    adding: this.project.mayWrite && !this.keep,
  }))
  readonly lines: readonly Line[] = $derived.by(() => allLines(this.project.outline, this.showing))

  constructor(project: OpenProject) {
    this.project = project
    try {
      this.folded = new Set(JSON.parse(localStorage.getItem(this.#key) ?? '[]') as string[])
    } catch {
      // What cannot be read is as if nothing had been folded.
    }
  }
  get #key() {
    return `relais-plan-folded/${this.project.space}`
  }

  line(id: string | undefined): Line | undefined {
    return id === undefined ? undefined : this.lines.find(line => line.id === id)
  }
  get here(): Line | undefined {
    return this.line(this.cursor?.line)
  }
  /** What an action is about: those chosen, else the task under the cursor. */
  get targets(): string[] {
    if (this.chosen.size) return this.lines.flatMap(line => (line.kind === 'task' && this.chosen.has(line.id) ? line.id : []))
    const here = this.here
    return here?.kind === 'task' ? [here.id] : []
  }

  fold(id: string, folded = !this.folded.has(id)) {
    const next = new Set(this.folded)
    if (folded) next.add(id)
    else next.delete(id)
    this.#fold(next)
  }
  foldAll(folded: boolean) {
    this.#fold(new Set(folded ? this.project.outline.groups.map(group => group.id) : []))
  }
  #fold(next: ReadonlySet<string>) {
    this.folded = next
    try {
      localStorage.setItem(this.#key, JSON.stringify([...next]))
    } catch {
      // Without storage, what is folded is forgotten with the page.
    }
  }

  choose(id: string, chosen = !this.chosen.has(id)) {
    const next = new Set(this.chosen)
    if (chosen) next.add(id)
    else next.delete(id)
    this.chosen = next
    this.anchor = id
  }
  chooseTo(id: string) {
    const from = this.anchor ?? this.cursor?.line ?? id
    this.chosen = new Set([...this.chosen, ...between(this.lines, from, id)])
    this.anchor = from
  }
  chooseAll() {
    this.chosen = new Set(this.lines.flatMap(line => (line.kind === 'task' ? line.id : [])))
  }
  chooseNone() {
    this.chosen = new Set()
    this.anchor = null
  }

  /** The element of the cell under the cursor. */
  cell(cursor = this.cursor): HTMLElement | null {
    const line = this.line(cursor?.line)
    if (!cursor || !line) return null
    return this.root?.querySelector(`[data-line="${CSS.escape(line.id)}"] [data-column="${cellOf(line, cursor)}"]`) ?? null
  }
  /** Goes to a cell and shows it. */
  async goTo(cursor: Cursor) {
    this.cursor = cursor
    await tick()
    const cell = this.cell()
    ;(cell?.querySelector('input') ?? cell)?.focus({ preventScroll: true })
    cell?.closest('[role="row"]')?.scrollIntoView({ block: 'nearest' })
  }
  async edit(cursor: Cursor) {
    this.cursor = cursor
    this.editing = null
    await tick()
    this.editing = cursor
  }
  /** Gives a value to all those chosen, from the bar that counts them. */
  editChosen(column: Edited['column'], anchor: Element) {
    const [line] = this.targets
    if (line) this.editing = { line, column, anchor }
  }
  openMenu(line: string, anchor: Anchor) {
    this.cursor = { line, column: 'title' }
    this.menu = { line, anchor }
  }
  /** Ends the edit; the focus goes back to its cell, unless it has been taken to another meanwhile. */
  async editEnds(focus = true) {
    const at = this.editing
    this.editing = null
    const stayed = this.cursor?.line === at?.line && this.cursor?.column === at?.column
    if (focus && stayed && at && !at.anchor) await this.goTo({ line: at.line, column: at.column })
  }
  async startDraft(draft: Draft) {
    if (draft.parent) this.fold(draft.parent, false)
    this.fold(draft.phase, false)
    this.draft = draft
    await this.goTo({ line: 'draft+', column: 'title' })
  }
}

export const [planHere, setPlanHere] = createContext<PlanView>()
