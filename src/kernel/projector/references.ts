import { compareText } from '../base/fold.ts'
import type { AnyField } from '../schema/field.ts'
import type { AnyDeclaration } from '../schema/model.ts'
import type { Value } from './normalise.ts'

type Fields = Readonly<Record<string, Value>>

/** Who points to whom, both ways. Pointers come in ascending order of id, so that a sum never depends on the order of arrival. */
export class References {
  readonly #to = new Map<string, Set<string>>()
  readonly #sorted = new Map<string, readonly string[]>()
  readonly #from = new Map<string, Fields>()
  readonly #resting = new Set<string>()

  /** Records of `entity` whose reference `field` is `id`. */
  to(entity: string, field: string, id: string): readonly string[] {
    const at = `${entity}.${field}/${id}`
    const known = this.#sorted.get(at)
    if (known) return known
    const sorted = [...(this.#to.get(at) ?? [])].sort(compareText)
    this.#sorted.set(at, sorted)
    return sorted
  }

  /** What a record's field holds, or undefined when the record is gone. */
  of(entity: string, id: string, field: string): Value | undefined {
    return this.#from.get(`${entity}/${id}`)?.[field]
  }

  /** Its links close no circle while it is deleted. */
  resting(entity: string, id: string): boolean {
    return this.#resting.has(`${entity}/${id}`)
  }

  /** The record's references now; `fields` undefined when it is gone, `resting` when it is marked as deleted. */
  move(declaration: AnyDeclaration, id: string, fields: Fields | undefined, resting = false): void {
    const own = `${declaration.name}/${id}`
    if (resting) this.#resting.add(own)
    else this.#resting.delete(own)
    const former = this.#from.get(own)
    for (const [name, field] of Object.entries(declaration.fields as Record<string, AnyField>)) {
      if (field.kind !== 'ref') continue
      const [before, after] = [former?.[name], fields?.[name]]
      if (before === after) continue
      if (typeof before === 'string') this.#edit(`${declaration.name}.${name}/${before}`, set => set.delete(id))
      if (typeof after === 'string') this.#edit(`${declaration.name}.${name}/${after}`, set => set.add(id))
    }
    if (fields) this.#from.set(own, fields)
    else this.#from.delete(own)
  }

  #edit(at: string, edit: (set: Set<string>) => void): void {
    const set = this.#to.get(at) ?? new Set()
    edit(set)
    this.#sorted.delete(at)
    if (set.size) this.#to.set(at, set)
    else this.#to.delete(at)
  }
}
