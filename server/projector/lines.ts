import type { Projection } from '#kernel/projector/projection.ts'
import { declarationOf, fieldOf, type AnyDeclaration, type Model } from '#kernel/schema/model.ts'
import type { Write } from '#kernel/space/written.ts'
import { derivedId } from '#kernel/base/id.ts'
import type { FactDraft } from '#kernel/command/command.ts'
import type { Flag } from '../audit/flags.ts'
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
export function leaving(writes: readonly Write[]): ReadonlySet<string> {
  const left = writes.filter(({ key, value }) => key === 'moved' && typeof value === 'string')
  return left.length ? new Set(left.map(({ entity, id }) => `${entity}/${id}`)) : none
}
const none: ReadonlySet<string> = new Set()

/**
 * What happened, told from what updates wrote: a line for each field, the value that lost included, one line for a birth.
 * It remembers what stands while several updates are read before any row changes.
 */
export class Telling {
  readonly lines: Line[] = []
  readonly conflicts: FactDraft[] = []
  /** What was written where only a decision writes, the first of each update. */
  readonly forged: Flag[] = []
  private readonly told = new Map<string, Told>()
  private readonly model: Model
  private readonly space: string
  private readonly projection: Pick<Projection, 'raw'>
  constructor(model: Model, space: string, projection: Pick<Projection, 'raw'>) {
    this.model = model
    this.space = space
    this.projection = projection
  }

  tell(writes: readonly Write[], carrier: Carrier): void {
    const births = new Map<Told, Birth>()
    const gone = leaving(writes)
    let told: Told | undefined
    let forged: Flag | undefined
    for (const write of writes) {
      if (told?.entity !== write.entity || told.id !== write.id) told = this.recordOf(write)
      if (!declares(told, write)) {
        if (onlyDecided(told, write)) forged ??= { what: 'factForged', person: carrier.person, about: write.id, at: carrier.at }
        continue
      }
      if (gone.size && gone.has(told.record) && write.key !== 'deleted') continue
      let birth = births.get(told)
      if (!birth && told.unborn) {
        birth = { ...lineOf(write, carrier), field: 'create', before: null, after: {}, won: true }
        births.set(told, birth)
      }
      if (birth) birth.after[write.key] = storable(write.value)
      else {
        const before = this.standing(told, write)
        this.lines.push({
          ...lineOf(write, carrier),
          field: write.key,
          before: storable(before),
          after: storable(write.value),
          won: write.won,
        })
        this.dispute(told, write, before, carrier)
      }
      if (write.won) told.stands.set(write.key, write.value)
    }
    for (const [told, line] of births) {
      told.unborn = false
      this.lines.push(line)
    }
    if (forged) this.forged.push(forged)
  }

  /** Two persons wrote one field without having seen each other: whoever lost is told, whichever side it was. */
  private dispute(told: Told, write: Write, before: unknown, carrier: Carrier) {
    const author = carrier.persons.get(write.client) ?? carrier.person
    const other = write.against === null ? undefined : carrier.persons.get(write.against)
    if (other === undefined || other === author || !disputable(told, write)) return
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

  private standing({ stands }: Told, { entity, id, key }: Write): unknown {
    return stands.has(key) ? stands.get(key) : (this.projection.raw(entity, id)?.[key] ?? null)
  }
  private recordOf({ entity, id }: Write): Told {
    const record = `${entity}/${id}`
    const known = this.told.get(record)
    if (known) return known
    const declaration = declarationOf(this.model, entity)
    const made = { entity, id, record, declaration, stands: new Map(), unborn: this.projection.raw(entity, id) === null }
    this.told.set(record, made)
    return made
  }
}

/** A record that was spoken of: what of it stands now, and whether nothing was before. */
type Told = {
  readonly entity: string
  readonly id: string
  readonly record: string
  readonly declaration: AnyDeclaration | undefined
  readonly stands: Map<string, unknown>
  unborn: boolean
}
type Birth = Line & { after: Record<string, unknown> }

function lineOf({ entity, id, client }: Write, { persons, person, document, sequence, device_at, at }: Carrier) {
  const author = persons.get(client) ?? person
  return { entity, record: id, person: author, recovered_by: author === person ? null : person, document, sequence, device_at, at }
}
const declares = ({ declaration }: Told, { key }: Write) =>
  declaration?.by === 'people' && (key === 'deleted' || fieldOf(declaration, base(key)) !== undefined)
/** A row of what is decided, or a value that is computed: no device writes it. What no declaration knows may come from a later one. */
const onlyDecided = ({ declaration }: Told, { key }: Write) =>
  declaration !== undefined && (declaration.by !== 'people' || columns.has(key) || Object.hasOwn(declaration.rest.derived, key))
const columns: ReadonlySet<string> = new Set(['id', 'space', 'workspace', 'hidden', 'problem'])
/** Nobody minds which of two ranks stands, or who deleted first. */
function disputable({ declaration }: Told, { key }: Write) {
  const field = declaration && fieldOf(declaration, base(key))
  return field !== undefined && field.kind !== 'rank'
}
const base = (key: string) => (key.includes('/') ? key.slice(0, key.indexOf('/')) : key)
const spelled = (value: unknown) => (value === null || value === undefined ? null : String(storable(value)).slice(0, 10_000).toWellFormed())
/** A scalar as JSON holds it; anything else a foreign client wrote is named, not kept. */
export function storable(value: unknown): string | number | boolean | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'string') return storableText(value)
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return value
  return typeof value
}
