import { business } from '#domain/model.ts'
import { planName } from '#kernel/space/name.ts'
import type { Patch } from '#kernel/space/record.ts'
import { discard, retry } from './attend.ts'
import type { Attention } from './attention.ts'
import { Core, type Me, type Workspace } from './core.ts'
import type { Open } from './documents.ts'
import { Editing, type Outcome } from './editing.ts'
import type { Environment } from './environment.ts'
import { createProject } from './new-project.ts'
import { Presence } from './presence.ts'
import { forgetRecovered } from './recovery.ts'
import type { Place, Rows } from './rows.ts'
import type { Signal } from './signal.ts'
import { databaseName } from './stores.ts'
import { Text } from './text.ts'
import { sealedMemory } from './vault-memory.ts'
import { settle } from './vault-move.ts'
import { keyOf, Locked } from './vault.ts'

/** What screens look at, there before this; `saved` says up to where its rows are true when those on disk are in it already. */
type Shown = { rows: Rows; changed: Signal; saved: ReadonlyMap<string, Place> | null }
type Of = { workspace: Workspace; person: Me; environment: Environment; blocked: () => void }

/** What is kept beside the disk is sealed as the disk is. A device that was not looked at may be one whose small storage was lost. */
async function underKey(environment: Environment, name: string, looked: boolean): Promise<Environment> {
  const { indexedDB, memory } = environment
  const key = keyOf(indexedDB, name)
  if (!memory || (!key && looked)) return environment
  if (key) return { ...environment, memory: await sealedMemory(memory, name, key) }
  if (await settle({ ...environment, memory }, name)) throw new Locked('This device is locked.')
  return environment
}

/** What writes, sends and receives: heavy, and not needed to show what was saved. */
export class Engine {
  readonly core: Core
  readonly editing: Editing

  /** Everything this device knows is in memory when it resolves. */
  static async start(
    { workspace, person, environment, blocked }: Of,
    { rows, changed, saved }: Shown,
    mayWrite: (space: string) => boolean
  ): Promise<Engine> {
    const core = new Core(
      business,
      workspace,
      person,
      await underKey(environment, databaseName(workspace.id, person.id), saved !== null),
      rows,
      changed
    )
    const stop = changed.on(() => core.trouble === 'blocked' && blocked())
    await core.start(saved).finally(stop)
    core.hinder('blocked', false)
    void environment.storage?.persist().catch(() => false)
    return new Engine(core, mayWrite)
  }
  private constructor(core: Core, mayWrite: (space: string) => boolean) {
    this.core = core
    this.editing = new Editing(core, mayWrite)
  }

  /** Loads the plan of a space and keeps it live until it is closed. */
  open(space: string): Open {
    const { documents, sync, workspace } = this.core
    sync.recent = [space, ...sync.recent.filter(other => other !== space)].slice(0, 20)
    return documents.open(planName(workspace.id, space))
  }
  text(place: { entity: string; id: string; field: string; space: string }, mayWrite: () => boolean): Text {
    return new Text(this.core, place, mayWrite)
  }
  presence(space: string): Presence {
    return new Presence(this.core, space)
  }
  createProject(values: Patch & { title: string }, language: 'fr' | 'en'): Promise<Outcome<string>> {
    return createProject(this.core, this.editing, values, language)
  }
  retry(item: Attention): Promise<void> {
    return retry(this.core, this.editing, item)
  }
  forgetRecovered(): Promise<void> {
    return forgetRecovered(this.core)
  }
  discard(item: Attention): Promise<void> {
    return discard(this.core, item)
  }
}
