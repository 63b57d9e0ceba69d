import type { Awareness } from 'y-protocols/awareness'
import type { Doc } from 'yjs'

/** A text several people may write at once, as the editor needs it. */
export interface CoText {
  readonly doc: Doc
  /** Who else is in this text, and where. */
  readonly awareness: Awareness
  /** False: it is not on this device yet. */
  readonly ready: boolean
  /** Ready, and this person may write in its space. */
  readonly editable: boolean
  /** Grows when `doc` was replaced by another. */
  readonly generation: number
}
