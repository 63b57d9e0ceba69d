import type { Awareness } from 'y-protocols/awareness'
import type { Doc } from 'yjs'

/** A text several people may write at once, as the editor needs it. */
export interface CoText {
  readonly doc: Doc
  /** Who else is in this text, and where. */
  readonly awareness: Awareness | null
  /** False: it is not on this device yet. */
  readonly ready: boolean
  /** Ready, and this person may write in its space. */
  readonly editable: boolean
  /** Grows when `doc` was replaced by another. */
  readonly generation: number
}

/** Who writes here, and what the others are called: names come from their cards, not from what a client says of itself. */
export interface Writers {
  me: { id: string; name: string }
  nameOf: (person: string) => string | undefined
}

interface State {
  /** Stamped by the server. */
  person?: unknown
  user?: { person?: unknown; name?: unknown }
}
/** The person behind an awareness state. */
export function personOf(state: State | undefined): string | null {
  const person = state?.person ?? state?.user?.person
  return typeof person === 'string' ? person : null
}
