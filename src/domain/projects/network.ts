import { daysBetween, type Day } from '#kernel/base/day.ts'
import type { Dependency } from './dependency.ts'
import { knots } from './knots.ts'
import type { Task } from './task.ts'
import { byId, parentOf } from './tree.ts'

export type Planned = Pick<Task, 'id' | 'phase' | 'parent' | 'rank' | 'problem' | 'kind' | 'status' | 'state'> & {
  readonly from: Day | null
  readonly until: Day | null
}
export type Link = Pick<Dependency, 'id' | 'from' | 'to' | 'kind' | 'lag' | 'problem'>

/** `to` stands at least `gap` days after `from`; `link` says which dependency asks for it, null for what holds a heading together. */
export type Arc = { readonly from: string; readonly to: string; readonly gap: number; readonly link: string | null }
/** A moment to place: where a task begins or a heading ends. `own` is where the plan puts it, in days from `origin`. */
export type Moment = { readonly own: number; readonly length: number }
export type Network = {
  readonly origin: Day
  readonly moments: ReadonlyMap<string, Moment>
  readonly arcs: readonly Arc[]
  /** The tasks that stand in it; `heading` has others under it. */
  readonly tasks: readonly { readonly task: Planned; readonly heading: boolean }[]
  /** Dependencies that ask for nothing: dangling, circular, or between a heading and what is under it. */
  readonly left: readonly string[]
}

export const begins = (id: string) => `${id} begins`
export const ends = (id: string) => `${id} ends`
const fromEnd = (kind: Link['kind']) => kind === 'finishToStart' || kind === 'finishToFinish'
const ontoEnd = (kind: Link['kind']) => kind === 'finishToFinish' || kind === 'startToFinish'

/** First and last day of the work, both included; a task with one date lasts that day. */
export const datesOf = (task: Planned): { start: Day; due: Day } | null => {
  const [start, due] = [task.from ?? task.until, task.until ?? task.from]
  return start === null || due === null ? null : { start: start > due ? due : start, due }
}
/** A milestone is a moment, whatever its dates. */
export const daysOf = (task: Planned): number => {
  const dates = datesOf(task)
  return task.kind === 'milestone' ? 0 : dates ? daysBetween(dates.start, dates.due) + 1 : 1
}

/**
 * The plan as moments and the days between them; a heading is two moments that enclose what is under it. A day is worked until its end:
 * a milestone stands at the end of its day, a successor begins the next day, or on the very day its predecessor ends if the plan has it so.
 */
export function network(all: readonly Planned[], links: readonly Link[]): Network {
  const counted = all.filter(task => task.state !== 'cancelled' && task.status !== 'cancelled')
  const known = byId(counted)
  const above = parentOf(known)
  const headings = new Set(counted.flatMap(task => above(task)?.id ?? []))
  const within = (task: Planned | null, other: Planned): boolean => task !== null && (task === other || within(above(task), other))
  const dates = counted.map(datesOf)
  const origin = dates.flatMap(found => found?.start ?? []).sort()[0] ?? '2000-01-01'
  const moments = new Map<string, Moment>()
  const arcs: Arc[] = []
  counted.forEach((task, i) => {
    const [heading, found, parent] = [headings.has(task.id), dates[i], above(task)]
    const moment = found ? daysBetween(origin, found.due) + 1 : 0
    const own = task.kind === 'milestone' && !heading ? moment : found ? daysBetween(origin, found.start) : 0
    moments.set(begins(task.id), { own, length: heading ? 0 : daysOf(task) })
    if (heading) moments.set(ends(task.id), { own: 0, length: 0 })
    if (!parent) return
    arcs.push({ from: begins(parent.id), to: begins(task.id), gap: 0, link: null })
    arcs.push({ from: (heading ? ends : begins)(task.id), to: ends(parent.id), gap: heading ? 0 : daysOf(task), link: null })
  })
  const left: string[] = []
  for (const link of links) {
    const [from, to] = [known.get(link.from), known.get(link.to)]
    // What ends a heading is what is under it: nothing else can be asked of that moment.
    const idle = link.problem?.length || !from || !to || within(from, to) || within(to, from) || (ontoEnd(link.kind) && headings.has(to.id))
    if (idle) left.push(link.id)
    else arcs.push(arc(link, from, to, headings.has(from.id)))
  }
  return untie({ origin, moments, arcs, left, tasks: counted.map(task => ({ task, heading: headings.has(task.id) })) })
}

function arc(link: Link, from: Planned, to: Planned, heading: boolean): Arc {
  const [before, after] = [datesOf(from), datesOf(to)]
  const handed =
    link.kind === 'finishToStart' && to.kind !== 'milestone' && before && after && daysBetween(before.due, after.start) === link.lag
  const lead = fromEnd(link.kind) && !heading ? daysOf(from) : 0
  const trail = ontoEnd(link.kind) ? daysOf(to) : 0
  const gap = lead + link.lag - trail - (handed ? 1 : 0)
  return { from: (fromEnd(link.kind) && heading ? ends : begins)(from.id), to: begins(to.id), gap, link: link.id }
}

/** Without the dependencies that form a circle, every one of it: which came last must not matter. */
function untie(tied: Network): Network {
  const next = new Map<string, string[]>()
  for (const { from, to } of tied.arcs) next.set(from, [...(next.get(from) ?? []), to])
  const knot = knots(tied.moments.keys(), moment => next.get(moment) ?? [])
  const circular = ({ from, to, link }: Arc) => link !== null && knot.get(from) === knot.get(to)
  const left = [...tied.left, ...tied.arcs.filter(circular).map(({ link }) => link as string)].sort()
  return { ...tied, arcs: tied.arcs.filter(one => !circular(one)), left }
}
