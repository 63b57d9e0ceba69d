import { type Snippet, untrack } from 'svelte'
import type { Presence } from '$lib/store/device.ts'
import type { Crumb, IconType, PrimaryAction } from '$lib/ui/types.ts'

/** What Ctrl+K offers besides records and pages. */
export interface ScreenCommand {
  id: string
  label: string
  icon?: IconType | undefined
  shortcut?: string | undefined
  run: () => void
}
export interface Shortcut {
  keys: string
  label: string
}
/** What the page on screen tells the shell around it. */
export interface Shown {
  title?: string | undefined
  crumbs?: Crumb[] | undefined
  primary?: PrimaryAction | undefined
  /** The space on screen: who else is in it is shown in the header. */
  space?: string | undefined
  actions?: Snippet | undefined
  presence?: Snippet | undefined
  commands?: ScreenCommand[] | undefined
  shortcuts?: Shortcut[] | undefined
}

/** What layouts and pages said, the innermost last: it adds to what the others said and overrides it. */
class Screen {
  // A teardown reads state as it was before the change that caused it: the list itself is plain, what is followed is its copy.
  #list: (() => Shown)[] = []
  #said = $state.raw<readonly (() => Shown)[]>([])
  /** Who is in the space on screen; null outside a space. Set by the shell. */
  presence = $state.raw<Presence | null>(null)

  /** The record, and the field of it, that has the focus: others see it. Null: the record opened beside the page, if one is. */
  focus = $state.raw<{ record: string; field: string | null } | null>(null)

  readonly current: Shown = $derived(Object.assign({}, ...this.#said.map(say => say())) as Shown)

  say(shown: () => Shown): () => void {
    this.#said = this.#list = [...this.#list, shown]
    return () => (this.#said = this.#list = this.#list.filter(other => other !== shown))
  }
}

export const screen = new Screen()

/** Called once while a page or a nested layout is made; leaving the page takes back what it said. */
export function showScreen(shown: () => Shown): void {
  $effect.pre(() => untrack(() => screen.say(shown)))
}
