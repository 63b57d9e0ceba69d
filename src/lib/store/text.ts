import type { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'
import { textName } from '#kernel/space/name.ts'
import type { Core } from './core.ts'
import type { Open } from './documents.ts'

/** A rich text of a record, open. Close it when leaving the screen. */
export class Text {
  readonly #core: Core
  readonly #open: Open
  readonly #mayWrite: () => boolean
  readonly #space: string
  #closed = false

  constructor(core: Core, place: { entity: string; id: string; field: string; space: string }, mayWrite: () => boolean) {
    const { entity, id, field, space } = place
    const name = textName(core.workspace.id, entity, id, field)
    this.#core = core
    this.#space = space
    this.#mayWrite = mayWrite
    core.background(core.feed.meet(name, space, 'text'))
    this.#open = core.documents.open(name)
  }

  /** Another one after the server refused an edit: key the editor on `generation`. */
  get doc(): Y.Doc {
    this.#core.changed.read()
    return this.#open.doc
  }
  get generation(): number {
    this.#core.changed.read()
    return this.#open.generation
  }
  get awareness(): Awareness | null {
    this.#core.changed.read()
    return this.#open.awareness
  }
  /**
   * False while an empty document may be one that has not arrived: what is stored is here, what the server shows has come,
   * or the server has told of every document and not of this one.
   */
  get ready(): boolean {
    this.#core.changed.read()
    const { feed, drafts } = this.#core
    if (!this.#open.ready) return false
    if (this.#open.stored || this.#open.link?.synced || drafts.has(this.#space)) return true
    const known = feed.known.get(this.#open.name)
    return feed.position > 0 && (known === undefined || known.wanted <= 0 || known.have >= known.wanted)
  }
  get editable(): boolean {
    return this.ready && this.#mayWrite()
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    // Without a caret; nothing at all would not be passed on.
    if (this.#open.holders === 1) this.#open.awareness?.setLocalState({})
    this.#core.documents.close(this.#open)
  }
}
