import { fold } from '#kernel/base/fold.ts'
import type { Task } from '#domain/projects/task.ts'
import { unfolded, type Branch, type Outline } from '../outline.ts'

export type Status = Task['status']
export const statuses = ['todo', 'doing', 'done', 'cancelled'] as const satisfies readonly Status[]
export type Column = { readonly status: Status; readonly cards: readonly Branch[] }
export type Filter = { readonly words: string; readonly phase: string; readonly person: string }

/** The work itself, by its state, in the order of the plan: what holds other tasks is no card. */
export function columnsOf(outline: Outline, { words, phase, person }: Filter): Column[] {
  const part = fold(words.trim())
  const cards = outline.groups
    .filter(group => !phase || group.id === phase)
    .flatMap(group => [...unfolded(group.branches)])
    .filter(
      ({ task, children }) => !children.length && (!part || fold(task.title).includes(part)) && (!person || task.assignees.includes(person))
    )
  return statuses.map(status => ({ status, cards: cards.filter(({ task }) => task.status === status) }))
}

/** The state one column to the left or to the right; null past the ends. */
export const beside = (status: Status, by: -1 | 1): Status | null => statuses[statuses.indexOf(status) + by] ?? null

/** The card an arrow leads to: down and up in its column, across at the same height; an empty column is passed over. */
export function goCard(columns: readonly Column[], from: string | null, key: string): string | null {
  const at = columns.findIndex(column => column.cards.some(card => card.task.id === from))
  const column = columns[at]
  if (!column) return columns.find(other => other.cards.length)?.cards[0]?.task.id ?? null
  const row = column.cards.findIndex(card => card.task.id === from)
  const card = (cards: readonly Branch[], index: number) => cards[Math.max(0, Math.min(cards.length - 1, index))]?.task.id ?? null
  switch (key) {
    case 'ArrowDown':
      return row + 1 < column.cards.length ? card(column.cards, row + 1) : null
    case 'ArrowUp':
      return row > 0 ? card(column.cards, row - 1) : null
    case 'Home':
      return card(column.cards, 0)
    case 'End':
      return card(column.cards, column.cards.length - 1)
    case 'ArrowLeft':
    case 'ArrowRight': {
      const others = key === 'ArrowLeft' ? columns.slice(0, at).reverse() : columns.slice(at + 1)
      const next = others.find(other => other.cards.length)
      return next ? card(next.cards, row) : null
    }
    default:
      return null
  }
}

/** The phase a card typed on the board goes to: the one shown, else the first under way, else the first that still counts. */
export function phaseFor(outline: Outline, chosen: string): string | null {
  const phases = outline.groups.flatMap(group => group.phase ?? [])
  if (chosen) return phases.some(phase => phase.id === chosen) ? chosen : null
  return (phases.find(phase => phase.state === 'doing') ?? phases.find(phase => phase.state === 'planned') ?? phases[0])?.id ?? null
}
