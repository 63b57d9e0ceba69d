import type { Pool } from 'pg'
import * as Y from 'yjs'
import { parseName, textName } from '#kernel/space/name.ts'
import { plainText } from '#kernel/space/plain-text.ts'
import { changedRecords, readRecords } from '#kernel/space/record.ts'
import { Projection, type Entry } from '#kernel/projector/projection.ts'
import { rowIdOf } from '#kernel/schema/standing.ts'
import { declarationOf, type Model } from '#kernel/schema/model.ts'
import { table } from '../postgres/read-model.ts'
import { load, type Say } from '../sync/load.ts'
import { lostTo } from './claims.ts'

export type Stored = { id: number; name: string; space: string; sort: 'plan' | 'text'; sequence: number; projected: number }
/** A document as far as it is projected, and the records that the last updates touched. */
export type Shadow = { doc: Y.Doc; sequence: number; touched: Map<string, { entity: string; id: string }> }
const textsHeld = 24
type FactRow = { id: string; kind: string; body: Record<string, unknown> }

/** What the projector holds of a space: its rows and its documents as projected. Thrown away after any fault. */
export class Space {
  readonly projection: Projection
  private readonly shadows = new Map<number, Promise<Shadow>>()
  private readonly texts = new Set<number>()
  readonly workspace: string
  readonly id: string
  private readonly pool: Pool
  private readonly model: Model
  private readonly say: Say

  private constructor(pool: Pool, model: Model, workspace: string, id: string, say: Say) {
    this.pool = pool
    this.model = model
    this.workspace = workspace
    this.id = id
    this.say = say
    this.projection = new Projection(model, id)
  }

  /** As it stands at the position projected; `whole` reads every text from its document rather than from the rows. */
  static async load(pool: Pool, model: Model, workspace: string, id: string, say: Say, whole = false): Promise<Space> {
    const space = new Space(pool, model, workspace, id, say)
    const entries: Entry[] = []
    const { rows: documents } = await pool.query<Stored>(
      `select d.id, d.name, d.space, d.sort, d.sequence, p.sequence as projected from document d join projection p on p.document = d.id
       where d.workspace = $1 and d.space = $2 order by d.id`,
      [workspace, id]
    )
    const texts = new Set(documents.filter(({ sort }) => sort === 'text').map(({ name }) => name))
    const held = whole ? new Set<string>() : await space.readTexts(texts, entries)
    for (const document of documents) {
      if (document.sort === 'text' && held.has(document.name)) continue
      const { doc } = await space.shadow(document)
      if (document.sort === 'plan') entries.push(...readRecords(model, doc))
      else {
        entries.push(...words(document.name, doc))
        space.rest(document.id)
      }
    }
    for (const { entity, id: record } of await space.lost()) entries.push({ entity, id: record, taken: ['id'] })
    const { rows: facts } = await pool.query<FactRow>(
      `select f.id, f.kind, f.body from fact f join fact_space s on s.workspace = f.workspace and s.fact = f.id
       where s.workspace = $1 and s.space = $2 order by f.position, f.id`,
      [workspace, id]
    )
    for (const fact of facts) entries.push(...factEntry(model, fact))
    space.projection.apply(entries)
    return space
  }

  shadow(document: Stored): Promise<Shadow> {
    const known = this.shadows.get(document.id)
    if (known) return known
    const made = this.open(document)
    this.shadows.set(document.id, made)
    return made
  }
  /** A text that was just read. Those being written stay at hand; the one longest untouched is let go. */
  rest(document: number): void {
    this.texts.delete(document)
    this.texts.add(document)
    const [oldest] = this.texts
    if (this.texts.size <= textsHeld || oldest === undefined) return
    this.texts.delete(oldest)
    this.shadows.delete(oldest)
  }

  private async open({ id, projected }: Stored): Promise<Shadow> {
    const doc = new Y.Doc()
    const touched: Shadow['touched'] = new Map()
    // Named before anything comes: Yjs would put another object in the place of one that it has only guessed.
    for (const declaration of Object.values(this.model)) if (declaration.by === 'people') doc.getMap(declaration.name)
    await load(this.pool, id, doc, this.say, projected)
    doc.on('afterTransaction', (transaction: Y.Transaction) => {
      for (const record of changedRecords(this.model, transaction)) touched.set(`${record.entity}/${record.id}`, record)
    })
    return { doc, sequence: projected, touched }
  }

  /** The words as the rows hold them; returns the names of the documents they came from. */
  private async readTexts(here: ReadonlySet<string>, entries: Entry[]): Promise<Set<string>> {
    const names = new Set<string>()
    for (const declaration of Object.values(this.model)) {
      const rich = Object.entries(declaration.fields as Record<string, { kind: string }>).filter(([, field]) => field.kind === 'rich')
      if (!rich.length) continue
      const columns = rich.map(([name]) => `"${name}"`).join(', ')
      const { rows } = await this.pool.query<Record<string, string>>(
        `select id, ${columns} from ${table(declaration.name)} where workspace = $1 and space = $2`,
        [this.workspace, this.id]
      )
      for (const row of rows)
        for (const [field] of rich) {
          const name = textName(this.workspace, declaration.name, row['id'] as string, field)
          if (!here.has(name)) continue
          names.add(name)
          entries.push({ entity: declaration.name, id: row['id'] as string, text: { [field]: row[field] ?? '' } })
        }
    }
    return names
  }

  /** Records whose id another space claimed first. */
  private async lost(): Promise<{ entity: string; id: string }[]> {
    const { rows } = await this.pool.query<{ scope: string; key: string }>(lostTo, [this.workspace, this.id])
    return rows.map(({ scope, key }) => ({ entity: scope.slice(0, -3), id: key }))
  }
}

export function factEntry(model: Model, { id, kind, body }: FactRow): Entry[] {
  const declaration = declarationOf(model, kind)
  return declaration ? [{ entity: kind, id: rowIdOf(declaration, id, body), values: body }] : []
}
/** The words of a text, as its record takes them. */
export function words(name: string, doc: Y.Doc): Entry[] {
  const parsed = parseName(name)
  return parsed?.sort === 'text' ? [{ entity: parsed.entity, id: parsed.id, text: { [parsed.field]: storableText(plainText(doc)) } }] : []
}
/** Postgres holds no NUL, and half a surrogate pair is no UTF-8. */
export const storableText = (text: string) => (text.includes('\0') ? text.replaceAll('\0', '') : text).toWellFormed()
