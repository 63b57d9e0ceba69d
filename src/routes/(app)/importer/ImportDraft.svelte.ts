import { randomId } from '#kernel/base/id.ts'
import { isRefusal, type Refusal } from '#kernel/command/command.ts'
import { differences, dryRun, importedInto } from '#domain/projects/import/dry-run.ts'
import { readPlan, type Question, type Reading } from '#domain/projects/import/plan-rows.ts'
import type { Existing, Target } from '#domain/projects/import/plan-edits.ts'
import { readTable, type Table } from '#domain/projects/import/read-table.ts'
import type { DateOrder } from '#domain/projects/import/read-value.ts'
import { recognise, type Mapping, type Meaning } from '#domain/projects/import/recognise.ts'
import type { StatusMeaning } from '#domain/projects/import/status-words.ts'
import type { Device, Entity } from '$lib/store/device.ts'
import { language } from '$lib/session/Language.svelte.ts'

type File = { readonly name: string; readonly hash: string; readonly table: Table }

/** A file on its way to become a plan: what was read of it, what was answered about it, and what importing it would do. */
export class ImportDraft {
  readonly #device: Device
  file = $state.raw<File | null>(null)
  /** Why the file cannot be read at all. */
  refused = $state.raw<Refusal | null>(null)
  mapping = $state.raw<Mapping>({})
  answers = $state.raw<Readonly<Record<string, StatusMeaning>>>({})
  dateOrder = $state<DateOrder>()
  where = $state<'new' | 'existing'>('new')
  name = $state('')
  project = $state<string | null>(null)
  /** The project that this plan was imported into before. */
  known = $state<string | null>(null)
  #fresh = randomId()

  constructor(device: Device) {
    this.#device = device
  }

  readonly read: Reading | Refusal | null = $derived.by(() => {
    if (!this.file) return null
    const people = this.#device.rows('person').map(({ id, name, email }) => ({ id, name, email }))
    const { mapping, answers: statuses, dateOrder } = this
    return readPlan(this.file.table, mapping, { language: language.current, statuses, people, ...(dateOrder && { dateOrder }) })
  })
  readonly reading: Reading | null = $derived(this.read && !isRefusal(this.read) ? this.read : null)
  readonly questions: readonly Question[] = $derived(this.reading?.questions ?? [])
  readonly target: Target | null = $derived.by(() => {
    const workspace = this.#device.workspace.id
    if (this.where === 'new') return { workspace, space: this.#fresh, name: this.name.trim(), fresh: true }
    return this.project ? { workspace, space: this.project, name: '', fresh: false } : null
  })
  readonly run = $derived(this.reading && this.target ? dryRun(this.reading.plan, this.target, this.#existing) : null)
  readonly differences = $derived(this.reading && this.target ? differences(this.reading.plan, this.target) : [])
  /** Records that would be written. */
  readonly writes: number = $derived(
    this.run ? Object.values(this.run.counts).reduce((sum, { create, update }) => sum + create + update, 0) : 0
  )
  readonly ready: boolean = $derived(
    this.reading !== null &&
      !this.questions.length &&
      this.target !== null &&
      (!this.target.fresh || this.target.name !== '') &&
      this.writes > 0
  )

  get #existing(): Existing {
    const device = this.#device
    return { row: (entity, id) => device.row(entity as Entity, id), rows: entity => device.rows(entity as Entity) }
  }
  /** Projects that this person may write in. */
  get projects(): { id: string; title: string }[] {
    return this.#device.rows('project').flatMap(({ id, title }) => (this.#device.mayWrite(id) ? [{ id, title }] : []))
  }

  async take(file: { name: string; arrayBuffer(): Promise<ArrayBuffer> }): Promise<void> {
    const bytes = await file.arrayBuffer()
    const table = readTable(new Uint8Array(bytes))
    this.file = null
    this.refused = isRefusal(table) ? table : null
    if (isRefusal(table)) return
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
    const hash = Array.from(digest, byte => byte.toString(16).padStart(2, '0')).join('')
    this.#fresh = randomId()
    this.answers = {}
    this.dateOrder = undefined
    this.mapping = recognise(table.header)
    this.name = titled(file.name)
    this.file = { name: file.name.slice(0, 255), hash, table }
    this.known = this.reading
      ? importedInto(
          this.projects.map(({ id }) => id),
          this.reading.plan,
          this.#existing
        )
      : null
    this.where = this.known ? 'existing' : 'new'
    this.project = this.known
  }
  /** A column says one thing, and one thing is said by one column. */
  mean(column: number, meaning: Meaning | null): void {
    const others = Object.entries(this.mapping).filter(([name, at]) => at !== column && name !== meaning)
    this.mapping = Object.fromEntries(meaning ? [...others, [meaning, column]] : others)
  }
  answer(key: string, meaning: StatusMeaning): void {
    this.answers = { ...this.answers, [key]: meaning }
  }
  get input(): unknown {
    if (!this.ready || !this.reading || !this.target || !this.file) throw new Error('nothing to import yet')
    const { space, name, fresh } = this.target
    return { space, name, fresh, file: { name: this.file.name, hash: this.file.hash }, language: language.current, plan: this.reading.plan }
  }
}

/** A name for the project from that of its file: « schedule_2025-11.csv » gives « Schedule 2025-11 ». */
export function titled(file: string): string {
  const bare = file
    .replace(/\.[a-z0-9]{1,5}$/i, '')
    .replace(/[_\s]+/g, ' ')
    .trim()
  return (bare.charAt(0).toLocaleUpperCase() + bare.slice(1)).slice(0, 200)
}
