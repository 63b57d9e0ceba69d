import type { Attachment } from 'svelte/attachments'
import { m } from '$lib/paraglide/messages.js'
import { place } from './place.ts'

/** From here on, how many characters are left is said. */
const near = 20

/** Holds a field to so many characters, and says it: near the end how many are left, at the end that no more is taken. */
export function atMost(most: number): Attachment<HTMLInputElement | HTMLTextAreaElement> {
  return field => {
    field.maxLength = most
    let note: HTMLElement | null = null
    const forget = () => {
      note?.remove()
      note = null
    }
    const count = () => {
      const left = most - field.value.length
      if (left > near) return forget()
      if (!note) {
        note = document.createElement('div')
        note.popover = 'manual'
        note.className = 'tooltip'
        note.role = 'status'
        field.after(note)
        note.showPopover()
      }
      note.textContent = left > 0 ? m.ui_left({ count: left }) : m.ui_full({ count: most })
      place(field, note, { side: 'bottom', align: 'start', gap: 6 })
    }
    field.addEventListener('input', count)
    field.addEventListener('blur', forget)
    return () => {
      forget()
      field.removeEventListener('input', count)
      field.removeEventListener('blur', forget)
    }
  }
}
