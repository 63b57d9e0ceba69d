import type { Label } from '../schema/field.ts'
import type { Block } from '../space/blocks.ts'

/** A decision that was not taken: a value, with words for the person who asked. */
export type Refusal = { readonly refused: string; readonly label: Label; readonly field?: string }
export const refuse = (refused: string, fr: string, en: string, field?: string): Refusal => ({
  refused,
  label: { fr, en },
  ...(field ? { field } : {}),
})
export const isRefusal = (value: unknown): value is Refusal => typeof value === 'object' && value !== null && 'refused' in value

/** Who decides, when, and with which fresh ids: everything the outside hands in. */
export type Env = {
  readonly workspace: string
  readonly person: string
  readonly now: number
  readonly today: string
  /** The command's own client-made id: its idempotency key, and the source of every id derived from it. */
  readonly id: string
}
/** A fact to record, in each space that may see it. */
export type FactDraft = {
  readonly kind: string
  readonly id: string
  readonly body: Readonly<Record<string, unknown>>
  readonly spaces: readonly string[]
}
/** A record to write into a space's plan: created when it is not there, otherwise only what differs. */
export type Edit = {
  readonly space: string
  readonly entity: string
  readonly id: string
  readonly values: Readonly<Record<string, unknown>>
}
/** The first words of a text; nothing is written over a text that somebody has begun. */
export type TextDraft = {
  readonly space: string
  readonly entity: string
  readonly id: string
  readonly field: string
  readonly blocks: readonly Block[]
}
/** A record that leaves a space for another, its texts and the facts about it with it. What it becomes there is said by edits. */
export type Move = { readonly entity: string; readonly id: string; readonly from: string; readonly to: string }
/** A file to keep: it is on the disk, by the SHA-256 of its content, before any fact that names it. */
export type FileDraft = { readonly type: string; readonly bytes: Uint8Array<ArrayBuffer> }
export type Job = { readonly name: string; readonly data: Readonly<Record<string, unknown>> }
export type Decision = {
  readonly facts?: readonly FactDraft[]
  readonly edits?: readonly Edit[]
  readonly texts?: readonly TextDraft[]
  readonly moves?: readonly Move[]
  readonly files?: readonly FileDraft[]
  readonly jobs?: readonly Job[]
}

/** What a decision may look at; the host reads these rows, with everything appended so far projected, before it decides. */
export type Reader = {
  row(entity: string, id: string): Promise<Readonly<Record<string, unknown>> | null>
  rows(entity: string, where: Readonly<Record<string, string>>): Promise<readonly Readonly<Record<string, unknown>>[]>
  /** What whoever decides may do in a space, by themselves or through a service. */
  role(space: string): Promise<Role | null>
}
export type Role = 'viewer' | 'commenter' | 'editor' | 'manager'

export type Command<Input> = {
  readonly name: string
  readonly label: Label
  /** The input as it came over the wire, checked and typed, or why it cannot be. */
  readonly parse: (input: unknown) => Input | Refusal
  /** The space it acts in and the least role it takes there; null when it makes its own space. */
  readonly in: (input: Input) => { readonly space: string; readonly role: Role } | null
  /** The permission it takes in the company, where it takes one. */
  readonly may?: string
  readonly decide: (input: Input, read: Reader, env: Env) => Promise<Decision | Refusal>
}
export const command = <Input>(declared: Command<Input>): Command<Input> => declared

const ladder: readonly Role[] = ['viewer', 'commenter', 'editor', 'manager']
export const atLeast = (role: string | null | undefined, least: Role): boolean => ladder.indexOf(role as Role) >= ladder.indexOf(least)
/** The most that one of these allows; null when none of them is a role. */
export const highest = (roles: Iterable<string | null | undefined>): Role | null =>
  ladder[Math.max(-1, ...[...roles].map(role => ladder.indexOf(role as Role)))] ?? null
