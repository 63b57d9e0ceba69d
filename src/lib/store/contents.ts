import type * as Y from 'yjs'
import type { Entry } from '#kernel/projector/projection.ts'
import { rowIdOf } from '#kernel/schema/standing.ts'
import { declarationOf, type Model } from '#kernel/schema/model.ts'
import { parseName } from '#kernel/space/name.ts'
import { plainText } from '#kernel/space/plain-text.ts'
import { changedRecords, readRecord, readRecords, type Raw } from '#kernel/space/record.ts'
import type { Database, StoredFact } from './database.ts'
import type { Rows } from './rows.ts'

/** Rows from a whole document. */
export function showDocument(rows: Rows, model: Model, name: string, space: string, doc: Y.Doc): void {
  if (parseName(name)?.sort === 'plan') rows.replacePlan(space, readRecords(model, doc).filter(stays))
  else rows.apply(space, textEntries(name, doc))
}

/** What a transaction on a plan changed, as entries. */
export const touched = (model: Model, doc: Y.Doc, transaction: Y.Transaction): Entry[] =>
  changedRecords(model, transaction).map(({ entity, id }) => {
    const record = readRecord(doc, entity, id)
    return record && stays(record) ? record : { entity, id, values: null }
  })
/** What went to another space left its address, where an edit made offline still lands: it is no row of the space it left. */
const stays = ({ values }: Raw) => typeof values['moved'] !== 'string'

/** The words of a text, for the row of its record. */
export function textEntries(name: string, doc: Y.Doc): Entry[] {
  const parsed = parseName(name)
  return parsed?.sort === 'text' ? [{ entity: parsed.entity, id: parsed.id, text: { [parsed.field]: plainText(doc) } }] : []
}

/** Facts as entries of each space that sees them. Of a standing fact only the last one said counts, whatever came when. */
export async function factEntries(model: Model, database: Database, facts: readonly StoredFact[]): Promise<Map<string, Entry[]>> {
  const entries = new Map<string, Entry[]>()
  const standing = new Map<string, Map<string, StoredFact>>()
  for (const kind of new Set(facts.map(fact => fact.kind))) {
    const declaration = declarationOf(model, kind)
    if (!declaration?.rest.latestBy) continue
    const latest = new Map<string, StoredFact>()
    for (const fact of await database.facts.where('kind').equals(kind).toArray()) {
      const row = rowIdOf(declaration, fact.id, fact.body)
      const known = latest.get(row)
      if (!known || known.position < fact.position || (known.position === fact.position && known.id < fact.id)) latest.set(row, fact)
    }
    standing.set(kind, latest)
  }
  for (const said of facts) {
    const declaration = declarationOf(model, said.kind)
    if (!declaration) continue
    const id = rowIdOf(declaration, said.id, said.body)
    const fact = standing.get(said.kind)?.get(id) ?? said
    for (const space of fact.spaces.length ? fact.spaces : [''])
      entries.set(space, [...(entries.get(space) ?? []), { entity: said.kind, id, values: fact.body }])
  }
  return entries
}
