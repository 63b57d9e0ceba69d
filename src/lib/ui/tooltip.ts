import type { Attachment } from 'svelte/attachments'
import { place, type Side } from './place.ts'

export interface TooltipOptions {
  side?: Side | undefined
  /** For instance `Ctrl+K`; shown as keys. */
  shortcut?: string | undefined
}

let bubble: HTMLElement | undefined
let owner: Element | undefined
let timer: ReturnType<typeof setTimeout> | undefined
let closedAt = 0

function show(anchor: Element, text: string, { side = 'bottom', shortcut }: TooltipOptions) {
  if (!bubble) {
    bubble = document.createElement('div')
    bubble.popover = 'manual'
    bubble.className = 'tooltip'
    bubble.setAttribute('aria-hidden', 'true')
    document.body.append(bubble)
  }
  bubble.replaceChildren(text)
  for (const key of shortcut?.split('+') ?? []) {
    const kbd = document.createElement('kbd')
    kbd.textContent = key
    bubble.append(kbd)
  }
  owner = anchor
  bubble.showPopover()
  place(anchor, bubble, { side, align: 'center', gap: 6 })
}

function hide(anchor: Element) {
  clearTimeout(timer)
  if (owner !== anchor) return
  bubble?.hidePopover()
  owner = undefined
  closedAt = performance.now()
}

/**
 * Words for something that has none on screen. They repeat the accessible name or add a convenience; nothing is said only here,
 * because a finger cannot hover. The next tooltip follows at once when one has just closed.
 */
export function tooltip(text: string | undefined, options: TooltipOptions = {}): Attachment<Element> {
  return element => {
    if (!text) return
    const later = (wait: number) => {
      clearTimeout(timer)
      timer = setTimeout(() => show(element, text, options), performance.now() - closedAt < 300 ? 0 : wait)
    }
    const enter = (event: Event) => (event as PointerEvent).pointerType === 'mouse' && later(450)
    const focus = () => element.matches(':focus-visible') && later(150)
    const leave = () => hide(element)
    element.addEventListener('pointerenter', enter)
    element.addEventListener('focus', focus)
    for (const type of ['pointerleave', 'pointerdown', 'blur', 'keydown']) element.addEventListener(type, leave)
    return () => {
      leave()
      element.removeEventListener('pointerenter', enter)
      element.removeEventListener('focus', focus)
      for (const type of ['pointerleave', 'pointerdown', 'blur', 'keydown']) element.removeEventListener(type, leave)
    }
  }
}
