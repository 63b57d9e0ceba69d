import { boundaryAt, dropAt, topsOf, type Heights } from './drop.ts'
import { moveTo } from './plan-acts.ts'
import type { PlanView } from './PlanView.svelte.ts'

const indent = 20 // pixels of one level
const edge = 56

/**
 * Follows the pointer from a grip: a line shows where the tasks would stand, their depth follows the pointer sideways,
 * the plan scrolls when its edge is near, Esc gives up.
 */
export function dragLines(
  view: PlanView,
  start: PointerEvent,
  id: string,
  body: HTMLElement,
  scroller: HTMLElement,
  heights: Heights
): void {
  const grabbed = view.line(id)
  if (grabbed?.kind !== 'task' || start.button !== 0) return
  const moved = new Set(view.chosen.has(id) ? view.targets : [id])
  const title = grabbed.branch.task.title
  let [x, y, live, frame] = [start.clientX, start.clientY, false, 0]

  const look = () => {
    const top = body.getBoundingClientRect().top
    const at = boundaryAt(topsOf(view.lines, heights), y - top)
    const depth = grabbed.branch.depth + Math.round((x - start.clientX) / indent)
    view.drag = { moved, title, x, y, drop: dropAt(view.lines, at, depth, moved, view.folded) }
  }
  const scroll = () => {
    const box = scroller.getBoundingClientRect()
    const by = y < box.top + edge ? y - box.top - edge : y > box.bottom - edge ? y - box.bottom + edge : 0
    if (by) {
      scroller.scrollTop += by / 4
      look()
    }
    frame = requestAnimationFrame(scroll)
  }
  const moves = (event: PointerEvent) => {
    ;({ clientX: x, clientY: y } = event)
    if (!live && Math.hypot(x - start.clientX, y - start.clientY) < 4) return
    if (!live) frame = requestAnimationFrame(scroll)
    live = true
    look()
  }
  const end = (drop: boolean) => {
    cancelAnimationFrame(frame)
    removeEventListener('pointermove', moves)
    removeEventListener('pointerup', up)
    removeEventListener('pointercancel', cancel)
    removeEventListener('keydown', key, true)
    const place = view.drag?.drop?.place
    view.drag = null
    if (!drop || !live || !place) return
    void moveTo(view.project, [...moved], place).then(done => {
      if (done && place.parent) view.fold(place.parent, false)
      return view.goTo({ line: id, column: 'title' })
    })
  }
  const up = () => end(true)
  const cancel = () => end(false)
  const key = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return
    event.preventDefault()
    event.stopPropagation()
    end(false)
  }
  addEventListener('pointermove', moves)
  addEventListener('pointerup', up)
  addEventListener('pointercancel', cancel)
  addEventListener('keydown', key, true)
  // Where the line stands on screen is the point of reference of its sideways moves, so no text is selected meanwhile.
  start.preventDefault()
}
