import type { Tone } from './types.ts'

export interface ToastOptions {
  tone?: Tone | undefined
  /** One way back or on, most often « Annuler ». */
  action?: { label: string; run: () => void } | undefined
  /** Milliseconds; it also stays while the pointer or the focus is on it. `0`: until dismissed. */
  duration?: number | undefined
}
export interface ToastItem extends ToastOptions {
  id: number
  message: string
}

const shownAtOnce = 3

class Toasts {
  current = $state<ToastItem[]>([])
  #next = 1
  #timers = new Map<number, ReturnType<typeof setTimeout>>()

  show(message: string, options: ToastOptions = {}): number {
    const item = { ...options, id: this.#next++, message }
    this.current = [...this.current, item].slice(-shownAtOnce)
    this.resume(item)
    return item.id
  }
  dismiss(id: number) {
    clearTimeout(this.#timers.get(id))
    this.#timers.delete(id)
    this.current = this.current.filter(item => item.id !== id)
  }
  pause(item: ToastItem) {
    clearTimeout(this.#timers.get(item.id))
  }
  resume(item: ToastItem) {
    const wait = item.duration ?? (item.action ? 8000 : 5000)
    if (wait > 0)
      this.#timers.set(
        item.id,
        setTimeout(() => this.dismiss(item.id), wait)
      )
  }
}

export const toasts = new Toasts()

/** Says what was done, with one way back: `toast(m.plan_deleted(), { action: { label: m.ui_undo(), run: undo } })`. */
export function toast(message: string, options?: ToastOptions): number {
  return toasts.show(message, options)
}
