import { fold } from '#kernel/base/fold.ts'
import type { Action } from './actions.ts'

/** The actions a few letters call, those whose name begins with them first; the order given otherwise. */
export function findActions(actions: readonly Action[], typed: string): Action[] {
  const sought = fold(typed)
  const rank = (action: Action) => {
    const label = fold(action.label())
    if (label.startsWith(sought)) return 0
    if (label.includes(` ${sought}`)) return 1
    return fold(`${label} ${action.words ?? ''}`).includes(sought) ? 2 : 3
  }
  return actions
    .map(action => ({ action, rank: rank(action) }))
    .filter(({ rank }) => rank < 3)
    .sort((a, b) => a.rank - b.rank)
    .map(({ action }) => action)
}
