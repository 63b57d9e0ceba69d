import { createContext } from 'svelte'
import { randomId } from '#kernel/base/id.ts'
import type { Label } from '#kernel/schema/field.ts'
import type { business } from '#domain/model.ts'
import type { Dependency } from '#domain/projects/dependency.ts'
import type { Phase } from '#domain/projects/phase.ts'
import type { Task } from '#domain/projects/task.ts'
import { tell } from '$lib/record/tell.ts'
import { titleOf } from '$lib/record/words.ts'
import { screen } from '$lib/session/Screen.svelte.ts'
import { membersHere } from '$lib/record/sharing.ts'
import type { Device } from '$lib/store/device.ts'
import type { Present } from '$lib/store/presence.ts'
import type { Person } from '$lib/ui/types.ts'
import { outlineOf, type Outline } from './outline.ts'
import type { Change } from './placing.ts'

const nobody: readonly Present[] = []

/** The project on screen: its rows, who may be named in it, and what changes it. Every view of it reads here. */
export class OpenProject {
  readonly device: Device
  readonly space: string
  readonly record = $derived.by(() => this.device.row('project', this.space))
  readonly phases: readonly Phase[] = $derived.by(() => this.device.rows('phase', this.space))
  readonly tasks: readonly Task[] = $derived.by(() => this.device.rows('task', this.space))
  readonly dependencies = $derived.by(() => this.device.rows('dependency', this.space))
  #former: Outline | undefined
  readonly outline = $derived.by(() => (this.#former = outlineOf(this.phases, this.tasks, this.#former)))
  /** How many tasks each phase holds, its steps not counted. */
  readonly counts: ReadonlyMap<string, number> = $derived.by(() => {
    const counts = new Map<string, number>()
    for (const { task, group } of this.outline.branches.values())
      if (task.kind !== 'step') counts.set(group.id, (counts.get(group.id) ?? 0) + 1)
    return counts
  })
  readonly people: ReadonlyMap<string, Person> = $derived.by(
    () => new Map(this.device.rows('person').map(row => [row.id, { id: row.id, name: titleOf(row) }]))
  )
  readonly services: ReadonlyMap<string, string> = $derived.by(() => new Map(this.device.rows('service').map(row => [row.id, row.name])))
  readonly members: ReadonlySet<string> = $derived.by(() => new Set(membersHere(this.device, this.space).map(({ person }) => person)))
  readonly mayWrite = $derived.by(() => this.device.mayWrite(this.space))

  /** Asked by every cell on screen: gathered once each time someone moves. */
  readonly #others: ReadonlyMap<string, readonly Present[]> = $derived.by(() =>
    Map.groupBy(
      (screen.presence?.people ?? []).filter(present => !present.me && present.record),
      present => present.record ?? ''
    )
  )

  constructor(device: Device, space: string) {
    this.device = device
    this.space = space
  }

  /** Someone named in a task; a person whose card has not arrived is still drawn. */
  person(id: string): Person {
    return this.people.get(id) ?? { id, name: '…' }
  }
  /** Who else is on this record, or on this field of it. */
  othersAt(record: string, field?: string): readonly Present[] {
    const there = this.#others.get(record) ?? nobody
    return field === undefined || !there.length ? there : there.filter(present => present.field === field)
  }
  here(record: string | null, field: string | null, view: string): void {
    screen.presence?.setHere({ screen: view, record, field })
  }

  /** Writes at once, undoable as one; a refusal is told. */
  async write(changes: readonly Change[], label: Label, batch?: string): Promise<boolean> {
    return changes.length > 0 && tell(await this.device.changeMany(changes, { label, ...(batch ? { batch } : {}) }))
  }
  change(entity: keyof typeof business & string, id: string, patch: Change['patch'], label: Label): Promise<boolean> {
    return this.write([{ entity, id, patch }], label)
  }
  async addTask(values: Partial<Task> & { title: string; phase: string }, batch?: string): Promise<string | null> {
    const label = values.kind === 'step' ? said.stepAdded : values.kind === 'milestone' ? said.milestoneAdded : said.taskAdded
    const outcome = await this.device.create('task', this.space, values, { label, ...(batch ? { batch } : {}) })
    return tell(outcome) ? (outcome.done ?? null) : null
  }
  async addLink(values: Pick<Dependency, 'from' | 'to' | 'kind'> & { lag?: number }): Promise<boolean> {
    return tell(await this.device.create('dependency', this.space, values, { label: said.linkAdded }))
  }
  async addPhase(title: string, rank: string): Promise<string | null> {
    const outcome = await this.device.create(
      'phase',
      this.space,
      { title, rank, project: this.space },
      { label: said.phaseAdded, id: randomId() }
    )
    return tell(outcome) ? (outcome.done ?? null) : null
  }
}

export const [projectHere, setProjectHere] = createContext<OpenProject>()

/** What was done, as the notice of an undo says it. */
export const said = {
  taskAdded: { fr: 'Tâche ajoutée', en: 'Task added' },
  stepAdded: { fr: 'Étape ajoutée', en: 'Step added' },
  milestoneAdded: { fr: 'Jalon ajouté', en: 'Milestone added' },
  phaseAdded: { fr: 'Phase ajoutée', en: 'Phase added' },
  linkAdded: { fr: 'Dépendance ajoutée', en: 'Dependency added' },
  linkRemoved: { fr: 'Dépendance retirée', en: 'Dependency removed' },
  linkChanged: { fr: 'Dépendance modifiée', en: 'Dependency changed' },
  renamed: { fr: 'Titre modifié', en: 'Title changed' },
  finished: { fr: 'Tâche terminée', en: 'Task finished' },
  reopened: { fr: 'Tâche rouverte', en: 'Task reopened' },
  moved: { fr: 'Déplacement', en: 'Moved' },
  assigned: { fr: 'Responsables modifiés', en: 'Assignees changed' },
  dated: { fr: 'Dates modifiées', en: 'Dates changed' },
  stated: { fr: 'État modifié', en: 'Status changed' },
  progressed: { fr: 'Avancement modifié', en: 'Progress changed' },
  prioritised: { fr: 'Priorité modifiée', en: 'Priority changed' },
  blocked: { fr: 'Tâche bloquée', en: 'Task blocked' },
  unblocked: { fr: 'Tâche débloquée', en: 'Task unblocked' },
  kindChanged: { fr: 'Nature modifiée', en: 'Kind changed' },
  removed: { fr: 'Suppression', en: 'Deletion' },
  restored: { fr: 'Restauration', en: 'Restored' },
} as const satisfies Record<string, Label>
