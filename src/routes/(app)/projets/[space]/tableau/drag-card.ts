import type { BoardView } from './BoardView.svelte.ts'
import { statuses, type Status } from './board.ts'

/** A mouse drags at once; a finger first rests on the card, so that it can still scroll the board. */
const rest = 280

export function dragCard(view: BoardView, start: PointerEvent, id: string, card: HTMLElement): void {
  if (start.button !== 0 || !view.project.mayWrite) return
  const touch = start.pointerType !== 'mouse'
  const box = card.getBoundingClientRect()
  const grip = { x: start.clientX - box.left, y: start.clientY - box.top }
  let live = false
  let frame = 0
  let last = { x: start.clientX, y: start.clientY }
  const timer = touch ? setTimeout(() => begin(), rest) : undefined

  const look = () => {
    const under = document.elementsFromPoint(last.x, last.y).find(element => element instanceof HTMLElement && element.dataset['status'])
    const status = under instanceof HTMLElement ? (under.dataset['status'] as Status) : null
    view.drag = { id, x: last.x - grip.x, y: last.y - grip.y, width: box.width, over: status && statuses.includes(status) ? status : null }
  }
  const scroll = () => {
    const root = view.root
    const edges = root?.getBoundingClientRect()
    if (root && edges) {
      const by = last.x < edges.left + 48 ? -10 : last.x > edges.right - 48 ? 10 : 0
      if (by) root.scrollLeft += by
      if (by) look()
    }
    frame = requestAnimationFrame(scroll)
  }
  const begin = () => {
    live = true
    if (touch) navigator.vibrate?.(8)
    frame = requestAnimationFrame(scroll)
    look()
  }
  const moves = (event: PointerEvent) => {
    const far = Math.hypot(event.clientX - start.clientX, event.clientY - start.clientY) > 5
    last = { x: event.clientX, y: event.clientY }
    if (!live && touch && far) return end(false)
    if (!live && far) begin()
    if (live) look()
  }
  const still = (event: TouchEvent) => live && event.preventDefault()
  const end = (drop: boolean) => {
    clearTimeout(timer)
    cancelAnimationFrame(frame)
    removeEventListener('pointermove', moves)
    removeEventListener('pointerup', up)
    removeEventListener('pointercancel', cancel)
    removeEventListener('keydown', key, true)
    card.removeEventListener('touchmove', still)
    const over = view.drag?.over
    view.drag = null
    if (!live) return
    // The click that ends a drag opens nothing.
    const swallow = (event: Event) => event.stopPropagation()
    addEventListener('click', swallow, { capture: true, once: true })
    setTimeout(() => removeEventListener('click', swallow, { capture: true }), 50)
    if (drop && over) void view.move(id, over)
  }
  const up = () => end(true)
  const cancel = () => end(false)
  const key = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return
    event.stopPropagation()
    end(false)
  }
  addEventListener('pointermove', moves)
  addEventListener('pointerup', up)
  addEventListener('pointercancel', cancel)
  addEventListener('keydown', key, true)
  card.addEventListener('touchmove', still, { passive: false })
}
