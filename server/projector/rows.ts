import type { PoolClient } from 'pg'
import { fold } from '#kernel/base/fold.ts'
import { alike } from '#kernel/projector/alike.ts'
import type { RowChange } from '#kernel/projector/projection.ts'
import type { AnyRow } from '#kernel/query/evaluate.ts'
import { declarationOf, type AnyDeclaration, type Model } from '#kernel/schema/model.ts'
import { columnsOf, keyOf, type Column } from '../postgres/column.ts'
import { cell, copyLines, jsonCell } from '../postgres/copy-text.ts'
import { fill } from '../postgres/fill.ts'
import { table } from '../postgres/read-model.ts'

type Change = RowChange & { readonly before: AnyRow; readonly after: AnyRow }

const chunk = 1_000

/** Puts rows as they are now into their tables, and takes away those that are gone. */
export async function writeRows(
  client: PoolClient,
  model: Model,
  workspace: string,
  space: string,
  changes: readonly RowChange[]
): Promise<void> {
  for (const [entity, all] of Map.groupBy(changes, change => change.entity)) {
    const declaration = declarationOf(model, entity)
    if (!declaration) continue
    const store = new Rows(client, model, declaration, workspace, space)
    const stayed = all.filter((change): change is Change => change.before !== null && change.after !== null)
    const others = all.filter(({ before, after }) => before === null || after === null)
    await store.remove(others)
    for (let at = 0; at < stayed.length; at += chunk) await store.alter(stayed.slice(at, at + chunk))
    await store.put(others.flatMap(({ after }) => (after ? [after] : [])))
  }
}

/** The table of one entity, for the rows of one space. */
class Rows {
  private readonly client: PoolClient
  private readonly table: string
  private readonly columns: readonly Spelled[]
  private readonly workspace: string
  private readonly space: string
  constructor(client: PoolClient, model: Model, declaration: AnyDeclaration, workspace: string, space: string) {
    this.client = client
    this.table = table(declaration.name)
    this.columns = spelledOf(model, declaration)
    this.workspace = workspace
    this.space = space
  }

  async remove(rows: readonly { readonly id: string }[]): Promise<void> {
    if (!rows.length) return
    await this.client.query(`delete from ${this.table} where workspace = $1 and space = $2 and id = any($3)`, [
      this.workspace,
      this.space,
      rows.map(({ id }) => id),
    ])
  }

  /** Rows that are not there yet. */
  async put(rows: readonly AnyRow[]): Promise<void> {
    if (!rows.length) return
    const start = [cell(this.workspace), cell(this.space)]
    const rest = this.columns.slice(start.length)
    const lines = copyLines(rows, row => [...start, ...rest.map(({ of, spell }) => spell(of(row)))])
    await fill(
      this.client,
      this.table,
      this.columns.map(({ name }) => name),
      lines
    )
  }

  /** Rows that are there: only the columns of which any has changed, so that no index is touched that need not be. */
  async alter(changes: readonly Change[]): Promise<void> {
    const changed = this.columns.filter(
      ({ from }) => from !== null && changes.some(({ before, after }) => !alike(before[from], after[from]))
    )
    if (!changed.length) return
    const { rowCount } = await this.client.query(
      `update ${this.table} r set ${changed.map(({ name }) => `"${name}" = v."${name}"`).join(', ')}
       from jsonb_to_recordset($3::jsonb) as v (id text collate "C", ${changed.map(({ name, sql }) => `"${name}" ${sql}`).join(', ')})
       where r.workspace = $1 and r.space = $2 and r.id = v.id`,
      [this.workspace, this.space, `[${changes.map(({ id, after }) => objectOf(id, changed, after)).join()}]`]
    )
    if (rowCount === changes.length) return
    // Not all of them were there after all: put whole, they are.
    await this.remove(changes)
    await this.put(changes.map(({ after }) => after))
  }
}

type Spelled = Column & {
  /** The value of the row that it is made from; null when it is the same for every version of the row. */
  readonly from: string | null
  readonly of: (row: AnyRow) => unknown
  readonly spell: (value: unknown) => string
}
const spelled = new WeakMap<AnyDeclaration, readonly Spelled[]>()
function spelledOf(model: Model, declaration: AnyDeclaration): readonly Spelled[] {
  const known = spelled.get(declaration)
  if (known) return known
  const twins = new Map(Object.keys(declaration.fields).map(name => [keyOf(name), name]))
  const made = columnsOf(model, declaration).map(({ name, sql }): Spelled => {
    const folded = twins.get(name)
    const of = folded === undefined ? (row: AnyRow) => row[name] : (row: AnyRow) => keyed(row[folded])
    const from = ['workspace', 'space', 'id'].includes(name) ? null : (folded ?? name)
    return { name, sql: sql.replace(' not null', ''), from, of, spell: sql === 'jsonb' ? jsonCell : cell }
  })
  spelled.set(declaration, made)
  return made
}
/** As JSON: an object put together only to be spelled costs several times its words. */
function objectOf(id: string, columns: readonly Spelled[], row: AnyRow): string {
  let text = `{"id":${JSON.stringify(id)}`
  for (const { name, of } of columns) text += `,"${name}":${JSON.stringify(of(row) ?? null)}`
  return `${text}}`
}
const keyed = (value: unknown) => (typeof value === 'string' ? fold(value) : null)
