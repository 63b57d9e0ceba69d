import type { Attachment } from 'svelte/attachments'

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
    const nearly = () => field === document.activeElement && most - field.value.length <= near
    const count = async () => {
      if (!nearly()) return forget()
      // What says it comes when it is first needed; one may have left meanwhile.
      const { noteBeside, sayRoom } = await import('./room-left.ts')
      if (nearly()) sayRoom((note ??= noteBeside(field)), field, most)
    }
    const typed = () => void count().catch(() => null)
    field.addEventListener('input', typed)
    field.addEventListener('blur', forget)
    return () => {
      forget()
      field.removeEventListener('input', typed)
      field.removeEventListener('blur', forget)
    }
  }
}
