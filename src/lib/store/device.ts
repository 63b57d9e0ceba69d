import { createSubscriber } from 'svelte/reactivity'
import { business } from '#domain/model.ts'
import { roleIn } from '#domain/people/members.ts'
import { dayIn, type Day } from '#kernel/base/day.ts'
import { atLeast, type Role } from '#kernel/command/command.ts'
import type { Query } from '#kernel/query/query.ts'
import type { Patch } from '#kernel/space/record.ts'
import { attention, type Attention } from './attention.ts'
import { Beginning } from './beginning.ts'
import type { Core, Me, Trouble, Workspace } from './core.ts'
import type { Batch, OutboxEntry } from './database.ts'
import { speaksOf } from './dependencies.ts'
import type { How, Outcome, Wish } from './editing.ts'
import type { Engine } from './engine.ts'
import { browserEnvironment, type Environment } from './environment.ts'
import { glance, type Glance } from './glance.ts'
import type { Undone } from './journal.ts'
import type { Recovered } from './recovery.ts'
import type { Waiting } from './outbox.ts'
import type { Presence } from './presence.ts'
import { Rows } from './rows.ts'
import { Signal } from './signal.ts'
import { databaseName } from './stores.ts'
import { stateOf, type SyncState } from './state.ts'
import type { Text } from './text.ts'

export type { Attention, Me, Outcome, Presence, SyncState, Text, Trouble, Undone, Waiting, Workspace }
export type { Refusal } from './database.ts'
export type Entity = keyof typeof business & string
export type RowOf<E extends Entity> = (typeof business)[E]['row']
type Of = {
  workspace: Workspace
  person: Me
  environment?: Environment
  /** Told when a tab of a former version holds the disk: the device begins once it is closed. */
  blocked?: () => void
}

/**
 * What this device knows and does, as screens see it. Reading follows changes wherever Svelte looks.
 * It may show before it can write: until it has begun, what is asked of it waits, in order.
 */
export class Device {
  readonly workspace: Workspace
  readonly person: Me
  readonly #environment: Environment
  readonly #blocked: () => void
  readonly #rows = new Rows(business)
  readonly #changed = new Signal()
  readonly #followed = new Map<string, () => void>()
  readonly #beginning = new Beginning(
    () => this.#start(),
    () => this.#changed.tell()
  )
  #glance: Glance | null = null

  constructor({ workspace, person, environment = browserEnvironment(), blocked = () => {} }: Of) {
    this.workspace = workspace
    this.person = person
    this.#environment = environment
    this.#blocked = blocked
  }

  // Beginning

  /** Shows what was last saved, when that is the whole truth of this device; answers whether it is. */
  async look(): Promise<boolean> {
    const { workspace, person } = this
    const seen = glance(databaseName(workspace.id, person.id), this.#environment, this.#rows).catch(() => null)
    // Worked out while the disk answers: the first calendar of a page takes its time.
    this.#rows.today = dayIn(workspace.timeZone, this.#environment.clock.now())
    this.#glance = await seen
    return this.#glance !== null
  }
  /** Fetches and starts what writes, sends and receives; called again after a failure, it tries again. */
  begin(): Promise<void> {
    return this.#beginning.begin()
  }
  async #start(): Promise<Engine> {
    const { Engine } = await import('./engine.ts')
    const shown = { rows: this.#rows, changed: this.#changed, saved: this.#glance?.places ?? null }
    const of = { workspace: this.workspace, person: this.person, environment: this.#environment, blocked: this.#blocked }
    return Engine.start(of, shown, space => this.mayWrite(space))
  }
  /** It can write, and open texts and presence. */
  get begun(): boolean {
    this.#changed.read()
    return this.#engine !== null
  }
  get #engine(): Engine | null {
    return this.#beginning.engine
  }
  get #core(): Core | null {
    return this.#engine?.core ?? null
  }

  get today(): Day {
    this.#follow('space')
    return this.#rows.today
  }

  // Reading

  /** Those not deleted nor hidden; the same array until something in it changed. */
  rows<E extends Entity>(entity: E, space?: string): readonly RowOf<E>[] {
    this.#follow(entity)
    return this.#rows.list(entity, space) as readonly RowOf<E>[]
  }
  /** Deleted ones too. */
  row<E extends Entity>(entity: E, id: string): RowOf<E> | null {
    this.#follow(entity)
    return this.#rows.shown(entity, id) as RowOf<E> | null
  }
  /** The recycle bin. */
  removed<E extends Entity>(entity: E, space?: string): readonly RowOf<E>[] {
    this.#follow(entity)
    return this.#rows.list(entity, space, 'removed') as readonly RowOf<E>[]
  }
  /** The answer to a query now; `Live` keeps it true. */
  ask(query: Query): readonly unknown[] {
    for (const entity of speaksOf(business, query)) this.#follow(entity)
    return this.#rows.ask(query)
  }
  /** Something in this record is not on the server yet. */
  pending(entity: Entity, id: string): boolean {
    this.#changed.read()
    return this.#core?.pending.has(entity, id) ?? false
  }
  /** Every record of which that is so, deleted ones too. */
  get unsent(): readonly { entity: Entity; id: string }[] {
    this.#changed.read()
    return (this.#core?.pending.records ?? []) as { entity: Entity; id: string }[]
  }
  role(space: string): Role | null {
    this.#changed.read()
    if (this.#core?.drafts.has(space) || this.#core?.born.has(space)) return 'manager'
    const [memberships, groupMemberships, services] = [this.rows('membership'), this.rows('groupMembership'), this.rows('service')]
    return roleIn(space, this.person.id, { memberships, groupMemberships, services })
  }
  mayWrite(space: string): boolean {
    return atLeast(this.role(space), 'editor')
  }

  /** Loads the plan of a space and keeps it live while it is on screen. */
  open(space: string): { close(): void; ready: Promise<void> } {
    let closed = false
    let letGo = () => {}
    const take = (engine: Engine) => {
      const open = engine.open(space)
      letGo = () => engine.core.documents.close(open)
      return open.loaded
    }
    return {
      ready: this.#engine ? take(this.#engine) : this.#beginning.begun.then(engine => (closed ? undefined : take(engine))),
      close: () => {
        if (!closed) letGo()
        closed = true
      },
    }
  }

  // Writing

  async create<E extends Entity>(entity: E, space: string, values: Patch, how: How & { id?: string } = {}): Promise<Outcome<string>> {
    return (this.#engine ?? (await this.#beginning.whole())).editing.create(entity, space, values, how)
  }
  change(entity: Entity, id: string, patch: Patch, how: How = {}): Promise<Outcome<null>> {
    return this.changeMany([{ entity, id, patch }], how)
  }
  /** All or nothing, taken back as one. */
  async changeMany(wishes: readonly Wish[], how: How = {}): Promise<Outcome<null>> {
    return (this.#engine ?? (await this.#beginning.whole())).editing.change(wishes, how)
  }
  /** A mark, which merges: what is part of the record is hidden with it, and all of it can come back. */
  remove(entity: Entity, id: string, how: How = {}): Promise<Outcome<null>> {
    return this.change(entity, id, { deleted: this.#environment.clock.now() }, how)
  }
  restore(entity: Entity, id: string, how: How = {}): Promise<Outcome<null>> {
    return this.change(entity, id, { deleted: null }, how)
  }
  async undo(): Promise<Undone | null> {
    const { core, editing } = this.#engine ?? (await this.#beginning.whole())
    return editing.turn(core.journal.undoable, true)
  }
  async redo(): Promise<Undone | null> {
    const { core, editing } = this.#engine ?? (await this.#beginning.whole())
    return editing.turn(core.journal.redoable, false)
  }
  get undoable(): Batch | null {
    this.#changed.read()
    return this.#core?.journal.undoable ?? null
  }
  get redoable(): Batch | null {
    this.#changed.read()
    return this.#core?.journal.redoable ?? null
  }

  // Deciding

  /** Resolves once the command is safe on this device; `settled` when the server has answered. */
  async act(command: string, input: unknown): Promise<Waiting> {
    return (this.#engine ?? (await this.#beginning.whole())).core.act(command, input)
  }
  get waiting(): readonly OutboxEntry[] {
    this.#changed.read()
    return this.#core?.outbox.waiting ?? []
  }
  async createProject(values: Patch & { title: string }, language: 'fr' | 'en' = 'fr'): Promise<Outcome<string>> {
    return (this.#engine ?? (await this.#beginning.whole())).createProject(values, language)
  }

  // Texts and people, once it has begun

  /** Close it when leaving. */
  text(entity: Entity, id: string, field: string): Text {
    const space = this.#rows.row(entity, id)?.space ?? ''
    return this.#beginning.now.text({ entity, id, field, space }, () => this.mayWrite(space))
  }
  /** Close it when leaving. */
  presence(space: string): Presence {
    return this.#beginning.now.presence(space)
  }

  /** The pictures of people that are on this device, by the hash that cards name; the same map until something in it changed. */
  get portraits(): ReadonlyMap<string, Blob> {
    this.#changed.read()
    return this.#core?.portraits.kept ?? none
  }

  // Truth

  get state(): SyncState {
    const unsent = (this.#core?.pending.count ?? 0) + this.waiting.length
    return stateOf({ waits: this.attention.length, unsent, online: this.online, tried: this.#core?.sync.tried ?? false })
  }
  get online(): boolean {
    this.#changed.read()
    return this.#core?.sync.online ?? false
  }
  get trouble(): Trouble | null {
    this.#changed.read()
    return this.#core?.trouble ?? null
  }
  /** What was found again after the browser had cleared the disk, until the person has seen it. */
  get recovered(): Recovered | null {
    this.#changed.read()
    return this.#core?.recovered ?? null
  }
  async forgetRecovered(): Promise<void> {
    return (await this.#beginning.whole()).forgetRecovered()
  }
  /** The first copy of documents under way, or null. */
  get copying(): { have: number; of: number } | null {
    this.#changed.read()
    return this.#core?.sync.copying ?? null
  }
  get attention(): readonly Attention[] {
    this.#changed.read()
    this.#follow('conflict')
    return attention(this.#core ?? { ...nothing, dismissed: this.#glance?.dismissed ?? new Set() }, this.#rows, this.person)
  }
  async retry(item: Attention): Promise<void> {
    return (await this.#beginning.whole()).retry(item)
  }
  async discard(item: Attention): Promise<void> {
    return (await this.#beginning.whole()).discard(item)
  }
  /** After signing in again, or when the network is said to be back. */
  reconnect(): void {
    this.#core?.sync.reconnect()
  }
  /** Writes what is in memory and leaves the disk to others. */
  close(): Promise<void> {
    return this.#beginning.close()
  }

  #follow(entity: string): void {
    const known = this.#followed.get(entity)
    const follow = known ?? createSubscriber(update => this.#rows.on([entity], update))
    if (!known) this.#followed.set(entity, follow)
    follow()
  }
}

/** A device where nothing waits. */
const none: ReadonlyMap<string, Blob> = new Map()
const nothing = { outbox: { refused: [] }, asides: [] }

/** The device of a person in a workspace, with all it has stored in memory. Works without a network. */
export async function openDevice(of: Of): Promise<Device> {
  const device = new Device(of)
  await device.begin()
  return device
}
/** As soon as it can show the whole truth: the page then calls `begin`, once it is painted. */
export async function showDevice(of: Of): Promise<Device> {
  const device = new Device(of)
  if (!(await device.look())) await device.begin()
  return device
}
