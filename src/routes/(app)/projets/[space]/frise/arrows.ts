import type { Dependency } from '#domain/projects/dependency.ts'
import type { Box } from './bars.ts'

/** A bar where an arrow begins or ends: its days, and the middle of its line. */
export type End = Box & { readonly y: number }
const out = 9

/** The line of a dependency: out of the end (or the beginning) of a bar, into the beginning (or the end) of another, never through one. */
export function arrowPath(kind: Dependency['kind'], a: End, b: End, row: number): string {
  const fromEnd = kind === 'finishToStart' || kind === 'finishToFinish'
  const toStart = kind === 'finishToStart' || kind === 'startToStart'
  const [x1, x2] = [fromEnd ? a.x + a.width : a.x, toStart ? b.x : b.x + b.width]
  const [leave, enter] = [x1 + (fromEnd ? out : -out), x2 + (toStart ? -out : out)]
  const down = b.y >= a.y ? 1 : -1
  const straight = fromEnd === toStart ? (fromEnd ? leave <= enter : leave >= enter) : true
  if (straight) {
    const turn = fromEnd === toStart ? leave : fromEnd ? Math.max(leave, enter) : Math.min(leave, enter)
    return `M${x1} ${a.y}H${turn}V${b.y}H${x2}`
  }
  const between = a.y + (down * row) / 2
  return `M${x1} ${a.y}H${leave}V${between}H${enter}V${b.y}H${x2}`
}
/** The head of the arrow, where it enters. */
export function arrowHead(kind: Dependency['kind'], b: End): string {
  const toStart = kind === 'finishToStart' || kind === 'startToStart'
  const x = toStart ? b.x : b.x + b.width
  const back = toStart ? -5 : 5
  return `M${x} ${b.y}l${back} -3.5v7z`
}
/** The kind of link between the ends of two bars. */
export const kindOf = (from: 'start' | 'end', to: 'start' | 'end'): Dependency['kind'] =>
  from === 'end' ? (to === 'start' ? 'finishToStart' : 'finishToFinish') : to === 'start' ? 'startToStart' : 'startToFinish'
