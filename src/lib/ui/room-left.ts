import { m } from '$lib/paraglide/messages.js'
import { place } from './place.ts'

type Field = HTMLInputElement | HTMLTextAreaElement

/** A note beside a field, made once: how many characters it still takes, or that it takes no more. */
export function noteBeside(field: Field): HTMLElement {
  const note = document.createElement('div')
  note.popover = 'manual'
  note.className = 'tooltip'
  note.role = 'status'
  field.after(note)
  note.showPopover()
  return note
}
export function sayRoom(note: HTMLElement, field: Field, most: number): void {
  const left = most - field.value.length
  note.textContent = left > 0 ? m.ui_left({ count: left }) : m.ui_full({ count: most })
  place(field, note, { side: 'bottom', align: 'start', gap: 6 })
}
