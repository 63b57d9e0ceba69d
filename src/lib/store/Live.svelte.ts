import type { AnyRow } from '#kernel/query/evaluate.ts'
import type { Query } from '#kernel/query/query.ts'
import type { Device } from './device.ts'

/** The answer to a question, kept true: it follows the rows, the day, and the runes that the question reads. */
export class Live<Answer = AnyRow> {
  readonly #device: Device
  readonly #query: () => Query
  readonly current: readonly Answer[] = $derived.by(() => this.#device.ask(this.#query()) as readonly Answer[])

  constructor(device: Device, query: () => Query) {
    this.#device = device
    this.#query = query
  }
}
