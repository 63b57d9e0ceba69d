import { createSubscriber } from 'svelte/reactivity'

/** Something outside Svelte that changes: `read` it in a template or an effect and it is followed. Told often, it speaks once. */
export class Signal {
  readonly #listeners = new Set<() => void>()
  readonly #follow = createSubscriber(update => this.on(update))
  #told = false

  read(): void {
    this.#follow()
  }
  on(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
  tell(): void {
    if (this.#told) return
    this.#told = true
    queueMicrotask(() => {
      this.#told = false
      for (const listener of [...this.#listeners]) listener()
    })
  }
}
