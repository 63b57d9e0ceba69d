/** When a device says it made the edits it is about to send: shown beside the server's time, never used as an order. */
export class Testimony {
  private readonly said = new WeakMap<object, number>()

  /** `{"made": ms}` on the document's connection; anything else a client says there is not for us. */
  hear(connection: object, payload: string): void {
    try {
      const { made } = JSON.parse(payload) as { made?: unknown }
      if (typeof made === 'number' && Number.isSafeInteger(made) && made > 0) this.said.set(connection, made)
    } catch {
      // Not JSON: not a testimony.
    }
  }
  of(connection: object): number | null {
    return this.said.get(connection) ?? null
  }
}
