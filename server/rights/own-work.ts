import { business } from '#domain/model.ts'
import { task } from '#domain/projects/task.ts'
import { declarationOf, fieldOf } from '#kernel/schema/model.ts'
import type { Pool } from 'pg'
import { table } from '../postgres/read-model.ts'
import { inWords, moment, said, type Cell, type Language, type Section } from './section.ts'

type Of = { pool: Pool; workspace: string; person: string; company: string; spaces: readonly string[]; language: Language }
type Edit = {
  id: number
  at: number
  space: string
  entity: string
  record: string
  field: string
  before: unknown
  after: unknown
  won: boolean
}
const at_once = 5_000

/** What they wrote, the latest first. Of a space that is closed to them now, that they did is told, not what. */
export async function ownEdits(
  { pool, workspace, person, company, spaces, language }: Of,
  most: number
): Promise<Section['rows'][number][]> {
  const rows: Record<string, Cell>[] = []
  const open = new Set(spaces)
  const closed = said(['(n’est plus partagé avec vous)', '(no longer shared with you)'], language)
  for (let before = Number.MAX_SAFE_INTEGER; rows.length < most;) {
    const { rows: edits } = await pool.query<Edit>(
      `select id, at, space, entity, record, field, before, after, won from history
       where workspace = $1 and person = $2 and id < $3 order by id desc limit $4`,
      [workspace, person, before, Math.min(at_once, most - rows.length)]
    )
    const titles = new Map<string, string>()
    for (const [entity, of] of Map.groupBy(
      edits.filter(({ space }) => open.has(space)),
      edit => edit.entity
    ))
      for (const [id, title] of await titlesIn(pool, workspace, entity, [...new Set(of.map(({ record }) => record))])) titles.set(id, title)
    for (const { at, space, entity, record, field, before, after, won } of edits) {
      const declaration = declarationOf(business, entity)
      const of = declaration ? fieldOf(declaration, field.split('/')[0] ?? '') : undefined
      const tell = (value: unknown): Cell => (open.has(space) ? inWords(of, value, language) : null)
      rows.push({
        company,
        at: moment(at),
        nature: declaration ? said([declaration.label.fr, declaration.label.en], language) : entity,
        title: open.has(space) ? (titles.get(record) ?? record) : closed,
        field: of ? said([of.label.fr, of.label.en], language) : field,
        before: tell(before),
        after: tell(after),
        kept: won,
      })
    }
    if (edits.length < at_once) break
    before = edits.at(-1)?.id ?? 0
  }
  return rows
}

/** What they are answerable for, in the projects they may still read. */
export async function ownTasks({ pool, workspace, person, company, spaces, language }: Of): Promise<Section['rows'][number][]> {
  const { rows } = await pool.query<{ id: string; space: string; title: string | null; due: string | null; status: string }>(
    `select id, space, title, due::text as due, status from model.task
     where workspace = $1 and $2 = any (assignees) and space = any ($3) and not hidden order by due nulls last, id`,
    [workspace, person, spaces]
  )
  const projects = await titlesIn(pool, workspace, 'project', [...new Set(rows.map(({ space }) => space))])
  return rows.map(({ id, space, title, due, status }) => ({
    company,
    project: projects.get(space) ?? '',
    title: title ?? id,
    due,
    status: inWords(task.fields.status, status, language),
  }))
}

/** What records are called, those in the recycle bin too. */
export async function titlesIn(pool: Pool, workspace: string, entity: string, ids: readonly string[]): Promise<Map<string, string>> {
  const declaration = declarationOf(business, entity)
  const name = ['title', 'name'].find(field => declaration && fieldOf(declaration, field))
  if (!name || !ids.length) return new Map()
  const { rows } = await pool.query<{ id: string; title: string | null }>(
    `select distinct on (id) id, "${name}" as title from ${table(entity)} where workspace = $1 and id = any ($2) order by id, hidden`,
    [workspace, ids]
  )
  return new Map(rows.flatMap(({ id, title }) => (title ? [[id, title] as const] : [])))
}
