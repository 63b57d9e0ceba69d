export type Side = 'bottom' | 'top' | 'right' | 'left'
export type Align = 'start' | 'center' | 'end'
export interface Placement {
  side?: Side | undefined
  align?: Align | undefined
  gap?: number | undefined
  /** At least as wide as its anchor. */
  match?: boolean | undefined
}
export type Anchor = Element | { x: number; y: number }

const margin = 8
const opposite = { bottom: 'top', top: 'bottom', left: 'right', right: 'left' } as const

function box(anchor: Anchor): DOMRect {
  return anchor instanceof Element ? anchor.getBoundingClientRect() : new DOMRect(anchor.x, anchor.y, 0, 0)
}

/** Puts a floating element beside its anchor, on the other side when there is no room, and always inside the window. */
export function place(anchor: Anchor, floating: HTMLElement, { side = 'bottom', align = 'start', gap = 4, match = false }: Placement = {}) {
  const at = box(anchor)
  const width = document.documentElement.clientWidth
  const height = document.documentElement.clientHeight
  floating.style.position = 'fixed'
  floating.style.maxHeight = `${height - 2 * margin}px`
  floating.style.maxWidth = `${width - 2 * margin}px`
  if (match) floating.style.minWidth = `${Math.min(at.width, width - 2 * margin)}px`
  const w = floating.offsetWidth
  const h = floating.offsetHeight
  const room = { bottom: height - at.bottom, top: at.top, right: width - at.right, left: at.left }
  const vertical = side === 'bottom' || side === 'top'
  const needed = (vertical ? h : w) + gap + margin
  const chosen = room[side] < needed && room[opposite[side]] > room[side] ? opposite[side] : side
  const along = (start: number, end: number, size: number) =>
    align === 'start' ? start : align === 'end' ? end - size : (start + end - size) / 2
  let x = vertical ? along(at.left, at.right, w) : chosen === 'right' ? at.right + gap : at.left - gap - w
  let y = vertical ? (chosen === 'bottom' ? at.bottom + gap : at.top - gap - h) : along(at.top, at.bottom, h)
  x = Math.max(margin, Math.min(x, width - w - margin))
  y = Math.max(margin, Math.min(y, height - h - margin))
  floating.style.left = `${Math.round(x)}px`
  floating.style.top = `${Math.round(y)}px`
  floating.dataset['side'] = chosen
}

/** Places now and again whenever the page scrolls, the window changes or the floating element grows. Returns what ends it. */
export function keepPlaced(anchor: Anchor, floating: HTMLElement, placement: Placement): () => void {
  const again = () => place(anchor, floating, placement)
  again()
  const observer = new ResizeObserver(again)
  observer.observe(floating)
  addEventListener('scroll', again, { capture: true, passive: true })
  addEventListener('resize', again, { passive: true })
  return () => {
    observer.disconnect()
    removeEventListener('scroll', again, { capture: true })
    removeEventListener('resize', again)
  }
}
