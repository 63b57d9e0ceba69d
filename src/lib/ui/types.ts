import type { Component } from 'svelte'

/** What a colour means. A tone is never the only sign: a shape or a word goes with it. */
export type Tone = 'neutral' | 'accent' | 'info' | 'good' | 'warn' | 'bad'

/** A lucide icon, imported alone: `import Plus from '@lucide/svelte/icons/plus'`. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- lucide's own props type is an open record
export type IconType = Component<any>

export interface Person {
  id: string
  name: string
  image?: string | undefined
}

export interface Option {
  id: string
  label: string
  hint?: string | undefined
  icon?: IconType | undefined
  person?: Person | undefined
  group?: string | undefined
  disabled?: boolean | undefined
}

export type MenuEntry =
  | { kind: 'separator' }
  | { kind: 'heading'; label: string }
  | {
      kind?: 'item' | undefined
      label: string
      icon?: IconType | undefined
      /** For instance `Ctrl+D`. */
      shortcut?: string | undefined
      hint?: string | undefined
      danger?: boolean | undefined
      disabled?: boolean | undefined
      /** Given: the entry is a choice, ticked or not. */
      checked?: boolean | undefined
      href?: string | undefined
      onselect?: (() => void) | undefined
    }

export interface NavItem {
  id: string
  label: string
  /** A label of at most 12 letters for the rail and the bottom bar. */
  short?: string | undefined
  href: string
  icon: IconType
  count?: number | undefined
  /** The count asks for something: drawn in the accent. */
  urgent?: boolean | undefined
  shortcut?: string | undefined
}

export interface NavGroup {
  id: string
  label?: string | undefined
  items: NavItem[]
  /** Only where there is room for long names: not in the rail. */
  roomy?: boolean | undefined
}

export interface Favourite {
  id: string
  label: string
  href: string
  icon?: IconType | undefined
  /** A colour of its own, as CSS. */
  color?: string | undefined
}

export interface Crumb {
  label: string
  href?: string | undefined
}

export interface PrimaryAction {
  label: string
  icon?: IconType | undefined
  shortcut?: string | undefined
  href?: string | undefined
  disabled?: boolean | undefined
  onclick?: (() => void) | undefined
}

/** saved: durable on the server; device: waiting here; offline: waiting without a network; attention: refused or in conflict. */
export type SyncState = 'saved' | 'device' | 'offline' | 'attention'
