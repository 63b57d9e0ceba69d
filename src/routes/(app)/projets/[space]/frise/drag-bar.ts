import { daysBetween } from '#kernel/base/day.ts'
import { barOf, type Hold } from './bars.ts'
import { kindOf } from './arrows.ts'
import type { Line } from '../plan/lines.ts'
import { dayAt } from './time-scale.ts'
import type { TimelineView } from './TimelineView.svelte.ts'

/** Follows a pointer until it is let go; Esc gives up. */
function follow(start: PointerEvent, moves: (event: PointerEvent) => void, ends: (done: boolean) => void) {
  const end = (done: boolean) => {
    removeEventListener('pointermove', moves)
    removeEventListener('pointerup', up)
    removeEventListener('pointercancel', cancel)
    removeEventListener('keydown', key, true)
    ends(done)
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
}

/** A bar is dragged whole, or by one of its ends. A press that goes nowhere is a click: `click` is called. */
export function dragBar(view: TimelineView, start: PointerEvent, line: Line, hold: Hold, click: () => void): void {
  if (start.button !== 0) return
  start.stopPropagation()
  const { px } = view.scale
  const left = view.scroller?.scrollLeft ?? 0
  let far = false
  follow(
    start,
    event => {
      const by = event.clientX - start.clientX + (view.scroller?.scrollLeft ?? 0) - left
      far ||= Math.abs(by) > 4
      if (far && view.project.mayWrite && barOf(line)) view.drag = { line: line.id, hold, days: Math.round(by / px) }
    },
    done => {
      const drag = view.drag
      if (!far && done) click()
      else if (done && drag?.days) void view.move(line, hold, drag.days).finally(() => (view.drag = null))
      if (!drag?.days || !done) view.drag = null
    }
  )
}

/** On the line of a task without dates, a bar is drawn from where the pointer goes down to where it is let go. */
export function drawBar(view: TimelineView, start: PointerEvent, id: string, canvas: HTMLElement): void {
  if (start.button !== 0 || start.pointerType === 'touch') return
  const dayOf = (event: PointerEvent) => dayAt(view.scale, event.clientX - canvas.getBoundingClientRect().left)
  const from = dayOf(start)
  const draw = (event: PointerEvent) => {
    const to = dayOf(event)
    view.drawing = { line: id, start: from < to ? from : to, due: from < to ? to : from }
  }
  follow(start, draw, done => {
    const drawn = view.drawing
    if (done && drawn && daysBetween(drawn.start, drawn.due) >= 0)
      void view.setDates(id, drawn.start, drawn.due).finally(() => (view.drawing = null))
    else view.drawing = null
  })
}

/** From the end of a bar to another: the half of the bar where it is let go says which of its ends is meant. */
export function dragLink(view: TimelineView, start: PointerEvent, from: string, end: 'start' | 'end', canvas: HTMLElement): void {
  if (start.button !== 0) return
  start.stopPropagation()
  start.preventDefault()
  const look = (event: PointerEvent) => {
    const box = canvas.getBoundingClientRect()
    const bar = document
      .elementsFromPoint(event.clientX, event.clientY)
      .find(element => element.closest('[data-bar]'))
      ?.closest<HTMLElement>('[data-bar]')
    const id = bar?.dataset['bar']
    const sides = bar?.getBoundingClientRect()
    const over =
      id && id !== from && sides ? { id, end: event.clientX < sides.left + sides.width / 2 ? ('start' as const) : ('end' as const) } : null
    view.linking = { from, end, x: event.clientX - box.left, y: event.clientY - box.top, over }
  }
  follow(start, look, done => {
    const over = view.linking?.over
    view.linking = null
    if (done && over && view.project.outline.branches.has(over.id)) void view.link(from, over.id, kindOf(end, over.end))
  })
}
