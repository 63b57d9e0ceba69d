import { createSubscriber } from 'svelte/reactivity'
import { business } from '#domain/model.ts'
import type { Day } from '#kernel/base/day.ts'
import { atLeast, type Role } from '#kernel/command/command.ts'
import type { AnyRow } from '#kernel/query/evaluate.ts'
import { run, type Query } from '#kernel/query/query.ts'
import { planName } from '#kernel/space/name.ts'
import type { Patch } from '#kernel/space/record.ts'
import { attention, discard, retry, type Attention } from './attention.ts'
import { Core, type Me, type Trouble, type Workspace } from './core.ts'
import type { Batch, OutboxEntry } from './database.ts'
import { speaksOf } from './dependencies.ts'
import { Editing, type How, type Outcome, type Wish } from './editing.ts'
import { browserEnvironment, type Environment } from './environment.ts'
import type { Undone } from './journal.ts'
import type { Recovered } from './recovery.ts'
import { createProject } from './new-project.ts'
import type { Waiting } from './outbox.ts'
import { Presence } from './presence.ts'
import { Text } from './text.ts'

export type { Attention, Me, Outcome, Presence, Text, Trouble, Undone, Waiting, Workspace }
export type { Refusal } from './database.ts'
export type Entity = keyof typeof business & string
export type RowOf<E extends Entity> = (typeof business)[E]['row']
export type SyncState = { is: 'saved' | 'device' | 'offline' | 'attention'; count: number }

/** What this device knows and does, as screens see it. Reading follows changes wherever Svelte looks. */
export class Device {
  readonly #core: Core
  readonly #editing: Editing
  readonly #followed = new Map<string, () => void>()

  constructor(core: Core) {
    this.#core = core
    this.#editing = new Editing(core, space => this.mayWrite(space))
  }
  get workspace(): Workspace {
    return this.#core.workspace
  }
  get person(): Me {
    return this.#core.person
  }
  get today(): Day {
    this.#follow('space')
    return this.#core.rows.today
  }

  // Reading

  /** Those not deleted nor hidden; the same array until something in it changed. */
  rows<E extends Entity>(entity: E, space?: string): readonly RowOf<E>[] {
    this.#follow(entity)
    return this.#core.rows.list(entity, space) as readonly RowOf<E>[]
  }
  /** Deleted ones too. */
  row<E extends Entity>(entity: E, id: string): RowOf<E> | null {
    this.#follow(entity)
    return this.#core.rows.shown(entity, id) as RowOf<E> | null
  }
  /** The recycle bin. */
  removed<E extends Entity>(entity: E, space?: string): readonly RowOf<E>[] {
    this.#follow(entity)
    return this.#core.rows.list(entity, space, 'removed') as readonly RowOf<E>[]
  }
  /** The answer to a query now; `Live` keeps it true. */
  ask(query: Query): readonly unknown[] {
    for (const entity of speaksOf(business, query)) this.#follow(entity)
    const { rows } = this.#core
    const answers = run(business, query, rows.source(query.space))
    return query.group || query.measures ? answers : answers.map(row => rows.expand(query.from, row as AnyRow))
  }
  /** Something in this record is not on the server yet. */
  pending(entity: Entity, id: string): boolean {
    this.#core.changed.read()
    return this.#core.pending.has(entity, id)
  }
  role(space: string): Role | null {
    this.#follow('membership')
    this.#core.changed.read()
    if (this.#core.drafts.has(space) || this.#core.born.has(space)) return 'manager'
    const mine = this.#core.rows.list('membership', undefined).find(row => row['of'] === space && row['person'] === this.person.id)
    return mine && mine['role'] !== 'none' ? (mine['role'] as Role) : null
  }
  mayWrite(space: string): boolean {
    return atLeast(this.role(space), 'editor')
  }

  /** Loads the plan of a space and keeps it live while it is on screen. */
  open(space: string): { close(): void; ready: Promise<void> } {
    const { documents, sync, workspace } = this.#core
    sync.recent = [space, ...sync.recent.filter(other => other !== space)].slice(0, 20)
    const open = documents.open(planName(workspace.id, space))
    let closed = false
    return {
      ready: open.loaded,
      close: () => {
        if (!closed) documents.close(open)
        closed = true
      },
    }
  }

  // Writing

  create<E extends Entity>(entity: E, space: string, values: Patch, how: How & { id?: string } = {}): Promise<Outcome<string>> {
    return this.#editing.create(entity, space, values, how)
  }
  change(entity: Entity, id: string, patch: Patch, how: How = {}): Promise<Outcome<null>> {
    return this.#editing.change([{ entity, id, patch }], how)
  }
  /** All or nothing, taken back as one. */
  changeMany(wishes: readonly Wish[], how: How = {}): Promise<Outcome<null>> {
    return this.#editing.change(wishes, how)
  }
  /** A mark, which merges: what is part of the record is hidden with it, and all of it can come back. */
  remove(entity: Entity, id: string, how: How = {}): Promise<Outcome<null>> {
    return this.change(entity, id, { deleted: this.#core.environment.clock.now() }, how)
  }
  restore(entity: Entity, id: string, how: How = {}): Promise<Outcome<null>> {
    return this.change(entity, id, { deleted: null }, how)
  }
  undo(): Promise<Undone | null> {
    return this.#editing.turn(this.#core.journal.undoable, true)
  }
  redo(): Promise<Undone | null> {
    return this.#editing.turn(this.#core.journal.redoable, false)
  }
  get undoable(): Batch | null {
    this.#core.changed.read()
    return this.#core.journal.undoable
  }
  get redoable(): Batch | null {
    this.#core.changed.read()
    return this.#core.journal.redoable
  }

  // Deciding

  /** Resolves once the command is safe on this device; `settled` when the server has answered. */
  act(command: string, input: unknown): Promise<Waiting> {
    return this.#core.act(command, input)
  }
  get waiting(): readonly OutboxEntry[] {
    this.#core.changed.read()
    return this.#core.outbox.waiting
  }
  createProject(values: Patch & { title: string }, language: 'fr' | 'en' = 'fr'): Promise<Outcome<string>> {
    return createProject(this.#core, this.#editing, values, language)
  }

  // Texts and people

  /** Close it when leaving. */
  text(entity: Entity, id: string, field: string): Text {
    const space = this.#core.rows.row(entity, id)?.space ?? ''
    return new Text(this.#core, { entity, id, field, space }, () => this.mayWrite(space))
  }
  /** Close it when leaving. */
  presence(space: string): Presence {
    return new Presence(this.#core, space)
  }

  // Truth

  /** Saved means durable on the server; the count is what is only here, or what awaits its author. */
  get state(): SyncState {
    const waits = this.attention.length
    if (waits) return { is: 'attention', count: waits }
    const count = this.#core.pending.count + this.#core.outbox.waiting.length
    if (!this.online) return { is: 'offline', count }
    return count ? { is: 'device', count } : { is: 'saved', count: 0 }
  }
  get online(): boolean {
    this.#core.changed.read()
    return this.#core.sync.online
  }
  get trouble(): Trouble | null {
    this.#core.changed.read()
    return this.#core.trouble
  }
  /** What was found again after the browser had cleared the disk, until the person has seen it. */
  get recovered(): Recovered | null {
    this.#core.changed.read()
    return this.#core.recovered
  }
  forgetRecovered(): Promise<void> {
    return this.#core.forgetRecovered()
  }
  /** The first copy of documents under way, or null. */
  get copying(): { have: number; of: number } | null {
    this.#core.changed.read()
    return this.#core.sync.copying
  }
  get attention(): readonly Attention[] {
    this.#core.changed.read()
    this.#follow('conflict')
    return attention(this.#core)
  }
  retry(item: Attention): Promise<void> {
    return retry(this.#core, this.#editing, item)
  }
  discard(item: Attention): Promise<void> {
    return discard(this.#core, item)
  }
  /** After signing in again, or when the network is said to be back. */
  reconnect(): void {
    this.#core.sync.reconnect()
  }
  /** Writes what is in memory and leaves the disk to others. */
  close(): Promise<void> {
    return this.#core.end()
  }

  #follow(entity: string): void {
    const known = this.#followed.get(entity)
    const follow = known ?? createSubscriber(update => this.#core.rows.on([entity], update))
    if (!known) this.#followed.set(entity, follow)
    follow()
  }
}

/** The device of a person in a workspace, with all it has stored in memory. Works without a network. */
export async function openDevice({
  workspace,
  person,
  environment = browserEnvironment(),
}: {
  workspace: Workspace
  person: Me
  environment?: Environment
}): Promise<Device> {
  const core = new Core(business, workspace, person, environment)
  await core.start()
  void environment.storage?.persist().catch(() => false)
  return new Device(core)
}
