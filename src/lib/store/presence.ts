import { presenceName } from '#kernel/space/name.ts'
import type { Core } from './core.ts'
import type { Open } from './documents.ts'
import { Signal } from './signal.ts'

export type Here = { screen?: string; record?: string | null; field?: string | null }
export type Present = Here & { person: string; name: string; color: string; me: boolean }

/** A colour of one's own, from the hue on one's card, readable in both themes. */
export const colorOf = (hue: unknown): string => `oklch(0.6 0.14 ${typeof hue === 'number' ? hue : 40})`

/** Who is in a space and what each looks at. Known only while connected; nothing of it is kept. */
export class Presence {
  readonly #core: Core
  readonly #open: Open
  readonly #changed = new Signal()
  readonly #tell = () => this.#changed.tell()
  #closed = false

  constructor(core: Core, space: string) {
    this.#core = core
    this.#open = core.documents.open(presenceName(core.workspace.id, space))
    void this.#open.loaded.then(() => {
      if (this.#closed) return
      this.#open.awareness?.on('change', this.#tell)
      this.setHere({})
    })
  }

  /** One entry for each person, oneself first; of several devices the one that says most. */
  get people(): readonly Present[] {
    this.#changed.read()
    const people = new Map<string, Present>()
    const me = this.#core.person.id
    for (const [client, state] of this.#open.awareness?.getStates() ?? []) {
      const { person, screen, record, field } = state as Partial<Present>
      if (typeof person !== 'string' || (people.get(person)?.record && client !== this.#open.awareness?.clientID)) continue
      people.set(person, { ...this.#card(person), screen, record, field, me: person === me } as Present)
    }
    return [...people.values()].sort((a, b) => Number(b.me) - Number(a.me) || a.name.localeCompare(b.name))
  }
  /** Others on a record, or on one of its fields. */
  at(record: string, field?: string): readonly Present[] {
    return this.people.filter(present => !present.me && present.record === record && (field === undefined || present.field === field))
  }
  /** Adds to what is known of us here: the header says the screen, the page says the record. */
  setHere(here: Here): void {
    const { awareness } = this.#open
    if (!this.#closed) awareness?.setLocalState({ ...awareness.getLocalState(), ...here, person: this.#core.person.id })
    this.#changed.tell()
  }

  /** Names come from cards, never from what a client says of itself. */
  #card(person: string): { person: string; name: string; color: string } {
    const row = this.#core.rows.row('person', person)
    const name = person === this.#core.person.id ? this.#core.person.name : row?.['name']
    return { person, name: typeof name === 'string' ? name : '…', color: colorOf(row?.['hue']) }
  }
  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#open.awareness?.off('change', this.#tell)
    // The server forgets us when the document is let go; a state set to nothing would not be passed on.
    this.#core.documents.close(this.#open)
  }
}
