import { ranked, type Change } from './place-task.ts'
import type { Phase } from './phase.ts'
import { inOrder } from './tree.ts'

type Standing = Pick<Phase, 'id' | 'rank'>

export const phasesInOrder = <P extends Standing>(phases: readonly P[]): P[] => [...phases].sort(inOrder)

/** What moving a phase right after another (null: first) writes. */
export function placePhase(phases: readonly Standing[], id: string, after: string | null): Change[] {
  const order = phasesInOrder(phases).map(phase => phase.id)
  const at = order.indexOf(id)
  if (at < 0 || after === id || (after !== null && !order.includes(after)) || (order[at - 1] ?? null) === after) return []
  return [...ranked(phases, id, after)].map(([one, rank]) => ({ entity: 'phase', id: one, patch: { rank } }))
}

export const finishPhase = (id: string): Change[] => [{ entity: 'phase', id, patch: { status: 'done' } }]
export const skipPhase = (id: string): Change[] => [{ entity: 'phase', id, patch: { status: 'skipped' } }]
/** Its progress and state come from its tasks again. */
export const reopenPhase = (id: string): Change[] => [{ entity: 'phase', id, patch: { status: 'planned' } }]
