export type LastChange = { readonly at: number; readonly person: string }
type Known = Readonly<Record<string, LastChange>>

/** Who last wrote in each document of a project and when, as the server last said it: remembered for when it does not answer. */
export class LastChanges {
  readonly #key: string
  #known = $state.raw<Known>({})
  constructor(person: string, space: string) {
    this.#key = `relais-last-changes/${person}/${space}`
    try {
      this.#known = JSON.parse(localStorage.getItem(this.#key) ?? '{}') as Known
    } catch {
      // What cannot be read is asked again.
    }
  }
  of(document: string): LastChange | undefined {
    return this.#known[document]
  }
  async ask(documents: readonly string[], signal: AbortSignal): Promise<void> {
    if (!documents.length) return
    try {
      const answer = await fetch(`/api/v1/history/document?records=${documents.join(',')}`, { signal })
      if (!answer.ok) return
      const { changes } = (await answer.json()) as { changes: (LastChange & { record: string })[] }
      this.#known = Object.fromEntries(changes.map(({ record, at, person }) => [record, { at, person }]))
      localStorage.setItem(this.#key, JSON.stringify(this.#known))
    } catch {
      // Without a network, or without storage, what is known stands.
    }
  }
}
