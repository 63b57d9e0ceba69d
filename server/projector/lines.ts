import type { Projection } from '#kernel/projector/projection.ts'
import { declarationOf, fieldOf, type Model } from '#kernel/schema/model.ts'
import type { Write } from '#kernel/space/written.ts'
import { derivedId } from '#kernel/base/id.ts'
import type { FactDraft } from '#kernel/command/command.ts'
import { storableText } from './space.ts'

export type Line = {
  entity: string
  record: string
  field: string
  before: unknown
  after: unknown
  won: boolean
  person: string
  recovered_by: string | null
  device_at: number | null
  at: number
  document: number
  sequence: number
}
/** The record of the log that carried the writes, and whose each Yjs client is. */
export type Carrier = {
  document: number
  name: string
  sequence: number
  person: string
  device_at: number | null
  at: number
  persons: ReadonlyMap<number, string>
}

/** The records that an update sends elsewhere: what it empties of them is no edit of anyone. */
export const leaving = (writes: readonly Write[]): ReadonlySet<string> =>
  new Set(writes.filter(({ key, value }) => key === 'moved' && typeof value === 'string').map(({ entity, id }) => `${entity}/${id}`))

/**
 * What happened, told from what updates wrote: a line for each field, the value that lost included, one line for a birth.
 * `told` remembers what stands while several updates are read before any row changes.
 */
export class Telling {
  readonly lines: Line[] = []
  readonly conflicts: FactDraft[] = []
  private readonly stands = new Map<string, unknown>()
  private readonly born = new Set<string>()
  private readonly model: Model
  private readonly space: string
  private readonly projection: Pick<Projection, 'raw'>
  constructor(model: Model, space: string, projection: Pick<Projection, 'raw'>) {
    this.model = model
    this.space = space
    this.projection = projection
  }

  tell(writes: readonly Write[], carrier: Carrier): void {
    const births = new Map<string, Line & { after: Record<string, unknown> }>()
    const line = ({ entity, id, client }: Write) => {
      const author = carrier.persons.get(client) ?? carrier.person
      return { entity, record: id, person: author, recovered_by: author === carrier.person ? null : carrier.person, ...stamp(carrier) }
    }
    const gone = leaving(writes)
    for (const write of writes) {
      const record = `${write.entity}/${write.id}`
      if (!this.declares(write) || (gone.has(record) && write.key !== 'deleted')) continue
      let birth = births.get(record)
      if (!birth && !this.born.has(record) && this.projection.raw(write.entity, write.id) === null) {
        birth = { ...line(write), field: 'create', before: null, after: {}, won: true }
        births.set(record, birth)
      }
      if (birth) birth.after[write.key] = storable(write.value)
      else {
        const before = this.standing(write)
        this.lines.push({ ...line(write), field: write.key, before: storable(before), after: storable(write.value), won: write.won })
        this.dispute(write, before, carrier)
      }
      if (write.won) this.stands.set(`${record}/${write.key}`, write.value)
    }
    for (const [record, line] of births) {
      this.born.add(record)
      this.lines.push(line)
    }
  }

  /** Two persons wrote one field without having seen each other: whoever lost is told, whichever side it was. */
  private dispute(write: Write, before: unknown, carrier: Carrier) {
    const author = carrier.persons.get(write.client) ?? carrier.person
    const other = write.against === null ? undefined : carrier.persons.get(write.against)
    if (other === undefined || other === author || !this.disputable(write)) return
    // It stands elsewhere now: its new home tells what became of the edit.
    if (typeof this.projection.raw(write.entity, write.id)?.['moved'] === 'string') return
    const [lost, kept] = write.won ? [before, write.value] : [write.value, write.kept]
    if (Object.is(lost ?? null, kept ?? null)) return
    const [loser, winner] = write.won ? [other, author] : [author, other]
    const id = derivedId('conflict', carrier.name, String(carrier.sequence), write.entity, write.id, write.key, String(write.client))
    const body = {
      entity: write.entity,
      record: write.id,
      field: write.key,
      lost: spelled(lost),
      kept: spelled(kept),
      loser,
      winner,
      at: carrier.at,
    }
    this.conflicts.push({ kind: 'conflict', id, body, spaces: [this.space] })
  }

  private standing({ entity, id, key }: Write): unknown {
    const at = `${entity}/${id}/${key}`
    return this.stands.has(at) ? this.stands.get(at) : (this.projection.raw(entity, id)?.[key] ?? null)
  }
  private declares({ entity, key }: Write) {
    const declaration = declarationOf(this.model, entity)
    return declaration?.by === 'people' && (key === 'deleted' || fieldOf(declaration, base(key)) !== undefined)
  }
  /** Nobody minds which of two ranks stands, or who deleted first. */
  private disputable({ entity, key }: Write) {
    const declaration = declarationOf(this.model, entity)
    const field = declaration && fieldOf(declaration, base(key))
    return field !== undefined && field.kind !== 'rank'
  }
}

const base = (key: string) => key.split('/', 1)[0] as string
const stamp = ({ document, sequence, device_at, at }: Carrier) => ({ document, sequence, device_at, at })
const spelled = (value: unknown) => (value === null || value === undefined ? null : String(storable(value)).slice(0, 10_000).toWellFormed())
/** A scalar as JSON holds it; anything else a foreign client wrote is named, not kept. */
export function storable(value: unknown): string | number | boolean | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'string') return storableText(value)
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return value
  return typeof value
}
