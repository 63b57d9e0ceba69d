import { createContext, tick } from 'svelte'
import { addDays, type Day } from '#kernel/base/day.ts'
import { randomId } from '#kernel/base/id.ts'
import type { Dependency } from '#domain/projects/dependency.ts'
import { closesCircle, schedule } from '#domain/projects/schedule.ts'
import { m } from '$lib/paraglide/messages.js'
import { toast } from '$lib/ui/Toasts.svelte.ts'
import { said, type OpenProject } from '../OpenProject.svelte.ts'
import { allLines, type Line } from '../plan/lines.ts'
import { barOf, boxOf, moving, shifted, type Bar, type Hold } from './bars.ts'
import { dayAt, scaleOf, xOf, zooms, type Zoom } from './time-scale.ts'

export type Linking = {
  readonly from: string
  readonly end: 'start' | 'end'
  readonly x: number
  readonly y: number
  readonly over: { id: string; end: 'start' | 'end' } | null
}
/** Presses of one key in a row are one step of undo. */
const pause = 1500

/** What a person sees of the timeline and where they are on it. */
export class TimelineView {
  readonly project: OpenProject
  zoom = $state<Zoom>('month')
  folded = $state.raw<ReadonlySet<string>>(new Set())
  critical = $state(true)
  cursor = $state<string | null>(null)
  width = $state(1000)
  /** A bar on its way: shown where it would be, written when it is let go. */
  drag = $state.raw<{ line: string; hold: Hold; days: number } | null>(null)
  /** A bar being drawn on the line of a task without dates. */
  drawing = $state.raw<{ line: string; start: Day; due: Day } | null>(null)
  linking = $state.raw<Linking | null>(null)
  /** The task whose dependencies are being edited. */
  links = $state<string | null>(null)
  scroller: HTMLElement | undefined
  readonly lines = $derived.by(() => allLines(this.project.outline, { folded: this.folded, adding: false }))
  readonly index = $derived(new Map(this.lines.map((line, i) => [line.id, i])))
  readonly schedule = $derived.by(() => schedule(this.project.tasks, this.project.dependencies))
  readonly clashes = $derived(new Map(this.schedule.clashes.map(clash => [clash.dependency, clash])))
  readonly scale = $derived.by(() => {
    const days = this.project.phases
      .flatMap(phase => [phase.from, phase.until])
      .concat(this.project.tasks.flatMap(task => [task.from, task.until]))
    return scaleOf(
      this.zoom,
      days.filter(day => day !== null),
      this.project.device.today,
      this.width
    )
  })
  #batch = { id: '', key: '', at: 0 }

  constructor(project: OpenProject) {
    this.project = project
  }
  fold(id: string) {
    const next = new Set(this.folded)
    if (!next.delete(id)) next.add(id)
    this.folded = next
  }
  /** The bar of a line as it is drawn now, on its way included. What a heading carries follows it. */
  bar(line: Line): Bar | null {
    if (this.drawing?.line === line.id) return { shape: 'bar', start: this.drawing.start, due: this.drawing.due }
    const bar = barOf(line)
    const drag = this.drag
    if (!bar || !drag) return bar
    if (drag.line === line.id) return shifted(bar, drag.hold, drag.days)
    return drag.hold === 'whole' && this.#carried(line, drag.line) ? shifted(bar, 'whole', drag.days) : bar
  }
  #carried(line: Line, by: string): boolean {
    if (line.kind !== 'task') return false
    if (line.group.id === by) return true
    for (let at = line.branch.parent; at; at = at.parent) if (at.task.id === by) return true
    return false
  }

  async move(line: Line, hold: Hold, days: number): Promise<boolean> {
    const key = `${line.id} ${hold}`
    const now = Date.now()
    const id = this.#batch.key === key && now - this.#batch.at < pause ? this.#batch.id : randomId()
    this.#batch = { id, key, at: now }
    const changes = moving(line, hold, days)
    if (!changes.length && hold !== 'whole') toast(m.plan_computed())
    return this.project.write(changes, said.dated, id)
  }
  setDates(id: string, start: Day, due: Day): Promise<boolean> {
    return this.project.change('task', id, { start, due }, said.dated)
  }

  /** Joins two tasks; what cannot be is said in words, and nothing is written. */
  async link(from: string, to: string, kind: Dependency['kind']): Promise<boolean> {
    const { dependencies } = this.project
    if (from === to) return false
    if (dependencies.some(other => other.from === from && other.to === to)) return refuse(m.timeline_linked_already())
    if (closesCircle(dependencies, from, to)) return refuse(m.timeline_circle())
    return this.project.addLink({ from, to, kind })
  }
  /** Shifts what stands too early to the first day its dependency allows. */
  async settle(dependency: string): Promise<boolean> {
    const clash = this.clashes.get(dependency)
    const line = clash && this.lines.find(line => line.id === clash.to)
    return line !== undefined && clash !== undefined && this.move(line, 'whole', clash.days)
  }

  async goTo(id: string) {
    this.cursor = id
    await tick()
    const bar = this.scroller?.querySelector<HTMLElement>(`[data-bar="${CSS.escape(id)}"]`)
    bar?.focus({ preventScroll: true })
    bar?.closest('[data-line]')?.scrollIntoView({ block: 'nearest', inline: 'start' })
    this.#showBar(id)
  }
  /** Scrolls sideways only as far as the bar asks. */
  #showBar(id: string) {
    const line = this.lines[this.index.get(id) ?? -1]
    const bar = line && this.bar(line)
    if (!bar || !this.scroller) return
    const box = boxOf(this.scale, bar)
    const left = this.scroller.scrollLeft
    const seen = this.width
    if (box.x < left + 24) this.scroller.scrollLeft = Math.max(0, box.x - 48)
    else if (box.x + Math.min(box.width, seen / 2) > left + seen - 24) this.scroller.scrollLeft = box.x - seen / 3
  }
  /** The day in the middle stays in the middle. */
  async zoomTo(zoom: Zoom) {
    if (!this.scroller) return void (this.zoom = zoom)
    const middle = dayAt(this.scale, this.scroller.scrollLeft + this.width / 2)
    this.zoom = zoom
    await tick()
    this.scroller.scrollLeft = xOf(this.scale, middle) - this.width / 2
  }
  zoomBy(by: -1 | 1) {
    const next = zooms[zooms.indexOf(this.zoom) - by]
    if (next) void this.zoomTo(next)
  }
  /** Today, or the end of the plan that is nearest to it, and the first phase that is not finished. */
  showNow() {
    const { today } = this.project.device
    const at = this.lines.findIndex(
      line => line.kind === 'phase' && (line.group.phase?.state === 'doing' || line.group.phase?.state === 'planned')
    )
    const row = this.scroller?.querySelector('[data-line]')?.getBoundingClientRect().height ?? 36
    this.scroller?.scrollTo({ top: Math.max(0, at) * row })
    const { phases } = this.project
    const first = phases.reduce<Day | null>((found, { from }) => (from && (!found || from < found) ? from : found), null)
    const last = phases.reduce<Day | null>((found, { until }) => (until && (!found || until > found) ? until : found), null)
    const line = this.lines[at]
    const open = line?.kind === 'phase' ? line.group.phase?.from : null
    if (last && last < today) this.showDay(open ?? last, open ? 0.1 : 0.85)
    else if (first && first > today) this.showDay(first, 0.1)
    else this.showDay(today)
  }
  showDay(day: Day, share = 0.45) {
    this.scroller?.scrollTo({ left: Math.max(0, xOf(this.scale, day) - this.width * share) })
  }
  /** A first pair of dates, from today. */
  firstDates(id: string): Promise<boolean> {
    const { today } = this.project.device
    return this.setDates(id, today, addDays(today, 4))
  }
}
function refuse(words: string): false {
  toast(words, { tone: 'bad', duration: 10_000 })
  return false
}

export const [timelineHere, setTimelineHere] = createContext<TimelineView>()
