import { randomId } from '#kernel/base/id.ts'
import { Projection, type Entry } from '#kernel/projector/projection.ts'
import type { AnyRow } from '#kernel/query/evaluate.ts'
import { run, type Query } from '#kernel/query/query.ts'
import { flatten, type Patch, type RawValues } from '#kernel/space/record.ts'
import { declarationOf } from '#kernel/schema/model.ts'
import { business } from '#domain/model.ts'
import { Expanded } from '$lib/store/expanded.ts'
import { SvelteMap } from 'svelte/reactivity'

type Options = { id?: string; batch?: string; label?: { fr: string; en: string } } | undefined
type Step = { label: { fr: string; en: string } | undefined; undo: Entry[]; redo: Entry[] }

/** A device without disk or network, over the real projector, for those who build the screens. */
export class FakeDevice {
  readonly workspace = { id: 'w'.repeat(20), name: 'Agence Teranga', currency: 'XOF', timeZone: 'Africa/Dakar', locale: 'fr' }
  readonly today = '2025-11-21'
  readonly person: { id: string; name: string; email: string }
  readonly space: string
  state = $state({ is: 'saved' as const, count: 0 })
  online = true
  trouble = null
  readonly #projection: Projection
  readonly #expanded = new Expanded(business)
  readonly #versions = new SvelteMap<string, number>()
  readonly #lists = new Map<string, readonly AnyRow[]>()
  readonly #pending = new SvelteMap<string, boolean>()
  #done = $state.raw<Step[]>([])
  #undone = $state.raw<Step[]>([])

  constructor(space: string, me: { id: string; name: string; email: string }, entries: Entry[]) {
    this.space = space
    this.person = me
    this.#projection = new Projection(business, space)
    this.#projection.apply(entries)
  }
  get #scope() {
    const projection = this.#projection
    return {
      today: this.today,
      rows: (entity: string) => [...projection.rows(entity).values()],
      row: (entity: string, id: string) => projection.row(entity, id),
      pointing: (entity: string, by: string, id: string) => projection.pointing(entity, by, id),
    }
  }
  rows(entity: string): readonly AnyRow[] {
    void this.#versions.get(entity)
    const known = this.#lists.get(entity)
    if (known) return known
    const rows = this.#scope
      .rows(entity)
      .filter(row => !row.hidden)
      .map(row => this.#expanded.of(entity, row, this.#scope))
    this.#lists.set(entity, rows)
    return rows
  }
  row(entity: string, id: string): AnyRow | null {
    void this.#versions.get(entity)
    const row = this.#projection.row(entity, id)
    return row ? this.#expanded.of(entity, row, this.#scope) : null
  }
  run(query: Query) {
    for (const entity of Object.keys(business)) void this.#versions.get(entity)
    return run(business, query, this.#scope)
  }
  pending(entity: string, id: string): boolean {
    return this.#pending.get(`${entity}/${id}`) ?? false
  }
  role = () => 'manager' as const
  mayWrite = () => !new URLSearchParams(location.search).has('lecture')
  open = () => ({ close() {}, ready: Promise.resolve() })

  async create(entity: string, _space: string, values: Patch, options?: Options) {
    const id = options?.id ?? randomId()
    const declaration = declarationOf(business, entity)!
    const raw = Object.fromEntries([...flatten(declaration, values, {})].filter(([, value]) => value !== null))
    this.#write({ label: options?.label, undo: [{ entity, id, values: { ...raw, deleted: 1 } }], redo: [{ entity, id, values: raw }] })
    return { done: id }
  }
  async change(entity: string, id: string, patch: Patch, options?: Options) {
    return this.changeMany([{ entity, id, patch }], options)
  }
  async changeMany(changes: { entity: string; id: string; patch: Patch }[], options?: Options) {
    const undo: Entry[] = []
    const redo: Entry[] = []
    for (const { entity, id, patch } of changes) {
      const values = (redo.find(entry => entry.entity === entity && entry.id === id)?.values ??
        this.#projection.raw(entity, id)) as RawValues | null
      if (!values) continue
      undo.unshift({ entity, id, values })
      redo.push({ entity, id, values: { ...values, ...Object.fromEntries(flatten(declarationOf(business, entity)!, patch, values)) } })
    }
    this.#write({ label: options?.label, undo, redo })
    return { done: null }
  }
  remove(entity: string, id: string, options?: Options) {
    return this.change(entity, id, { deleted: 1763715600000 }, options)
  }
  restore(entity: string, id: string, options?: Options) {
    return this.change(entity, id, { deleted: null }, options)
  }
  get undoable() {
    const step = this.#done.at(-1)
    return step ? { label: step.label } : null
  }
  async undo() {
    const step = this.#done.at(-1)
    if (!step) return null
    this.#done = this.#done.slice(0, -1)
    this.#undone = [...this.#undone, step]
    this.#apply(step.undo)
    return { label: step.label, changed: step.undo.length, kept: [] }
  }
  async redo() {
    const step = this.#undone.at(-1)
    if (!step) return null
    this.#undone = this.#undone.slice(0, -1)
    this.#done = [...this.#done, step]
    this.#apply(step.redo)
    return { label: step.label, changed: step.redo.length, kept: [] }
  }
  #write(step: Step) {
    this.#done = [...this.#done, step]
    this.#undone = []
    this.#apply(step.redo)
    for (const { entity, id } of step.redo) {
      this.#pending.set(`${entity}/${id}`, true)
      setTimeout(() => this.#pending.set(`${entity}/${id}`, false), 900)
    }
  }
  #apply(entries: Entry[]) {
    const entities = new Set(this.#projection.apply(entries).map(({ entity }) => entity))
    for (const entity of entities) {
      this.#lists.delete(entity)
      this.#versions.set(entity, (this.#versions.get(entity) ?? 0) + 1)
    }
  }
}
