import { addDays, daysBetween, type Day } from '#kernel/base/day.ts'
import { begins, datesOf, daysOf, ends, network, type Arc, type Link, type Network, type Planned } from './network.ts'
import { byId } from './tree.ts'

/** Where a task stands at the earliest and at the latest without moving the end of the plan; `slack` is the days between. */
export type Slot = {
  readonly start: Day
  readonly due: Day
  readonly latestStart: Day
  readonly latestDue: Day
  readonly slack: number
  /** Not finished, and a day lost here is a day lost at the end. */
  readonly critical: boolean
}
/** `to` stands `days` too early for this dependency: its beginning, or its end for a link onto the end, should not come before `earliest`. */
export type Clash = {
  readonly dependency: string
  readonly from: string
  readonly to: string
  readonly kind: Link['kind']
  readonly days: number
  readonly earliest: Day
}
export type Schedule = {
  readonly slots: ReadonlyMap<string, Slot>
  readonly clashes: readonly Clash[]
  /** Dependencies that were left out: dangling, circular, or between a heading and what is under it. */
  readonly left: readonly string[]
  readonly end: Day | null
}

/** The plan run forward and backward. No task starts before the day the plan gives it; what is cancelled is not there. */
export function schedule(tasks: readonly Planned[], links: readonly Link[]): Schedule {
  const net = network(tasks, links)
  const { early, late, end } = passes(net)
  const slots = new Map<string, Slot>()
  for (const { task, heading } of net.tasks) {
    const [first, last] = [begins(task.id), heading ? ends(task.id) : begins(task.id)]
    const days = heading ? 0 : daysOf(task)
    const at = (times: ReadonlyMap<string, number>, moment: string, shift: number) => addDays(net.origin, (times.get(moment) ?? 0) + shift)
    // A moment at the end of a day is shown on that day.
    const shift = !heading && days === 0 ? -1 : 0
    const slack = (late.get(last) ?? 0) - (early.get(last) ?? 0)
    slots.set(task.id, {
      start: at(early, first, shift),
      due: at(early, last, days - 1),
      latestStart: at(late, first, shift),
      latestDue: at(late, last, days - 1),
      slack,
      critical: slack === 0 && task.state !== 'done',
    })
  }
  const left = new Set(net.left)
  const clashes = findClashes(
    tasks,
    links.filter(link => !left.has(link.id))
  )
  return { slots, clashes, left: net.left, end: net.tasks.length ? addDays(net.origin, end - 1) : null }
}

function passes({ moments, arcs }: Network) {
  const [leaving, entering] = [group(arcs, 'from'), group(arcs, 'to')]
  const waits = new Map([...moments.keys()].map(moment => [moment, entering.get(moment)?.length ?? 0]))
  const order = [...moments.keys()].filter(moment => waits.get(moment) === 0)
  const early = new Map([...moments].map(([moment, { own }]) => [moment, own]))
  for (const moment of order)
    for (const { to, gap } of leaving.get(moment) ?? []) {
      early.set(to, Math.max(early.get(to) as number, (early.get(moment) as number) + gap))
      waits.set(to, (waits.get(to) as number) - 1)
      if (waits.get(to) === 0) order.push(to)
    }
  const end = Math.max(0, ...order.map(moment => (early.get(moment) as number) + (moments.get(moment)?.length ?? 0)))
  const late = new Map<string, number>()
  for (const moment of order.reverse()) {
    const bounds = (leaving.get(moment) ?? []).map(({ to, gap }) => (late.get(to) as number) - gap)
    late.set(moment, Math.min(end - (moments.get(moment)?.length ?? 0), ...bounds))
  }
  return { early, late, end }
}
function group(arcs: readonly Arc[], by: 'from' | 'to'): Map<string, Arc[]> {
  const groups = new Map<string, Arc[]>()
  for (const arc of arcs) {
    const group = groups.get(arc[by])
    if (group) group.push(arc)
    else groups.set(arc[by], [arc])
  }
  return groups
}

/** A successor may begin on the day its predecessor ends. Finished work is no longer reproached with anything. */
function findClashes(tasks: readonly Planned[], links: readonly Link[]): Clash[] {
  const known = byId(tasks)
  return links.flatMap(({ id, from, to, kind, lag }) => {
    const [before, after] = [known.get(from), known.get(to)]
    const [a, b] = [before && datesOf(before), after && datesOf(after)]
    if (!a || !b || after?.state === 'done') return []
    const asked = addDays(kind === 'finishToStart' || kind === 'finishToFinish' ? a.due : a.start, lag)
    const given = kind === 'finishToStart' || kind === 'startToStart' ? b.start : b.due
    const days = daysBetween(given, asked)
    return days > 0 ? [{ dependency: id, from, to, kind, days, earliest: asked }] : []
  })
}

/** Whether a new dependency would close a circle with these: to ask before it is made. */
export function closesCircle(links: readonly Pick<Link, 'from' | 'to'>[], from: string, to: string): boolean {
  const next = new Map<string, string[]>()
  for (const link of links) next.set(link.from, [...(next.get(link.from) ?? []), link.to])
  const reached = new Set([to])
  for (const task of reached) for (const other of next.get(task) ?? []) reached.add(other)
  return reached.has(from)
}
