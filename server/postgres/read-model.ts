import { createHash } from 'node:crypto'
import type { Pool } from 'pg'
import { standsAlone, type Rule } from '#kernel/schema/declaration.ts'
import type { AnyDeclaration, Model } from '#kernel/schema/model.ts'
import { columnsOf } from './column.ts'
import { testSql } from './expression-sql.ts'
import { policiesOn, readableSpaces } from './policies.ts'
import { transaction } from './transaction.ts'

export const table = (name: string) => `model."${name}"`

/** The tables of rows, said by the declarations: typed columns, what holds in them, what they are found by and who may ask. */
export function readModel(model: Model): string {
  return ['create schema model;', readableSpaces, ...Object.values(model).flatMap(declaration => tableOf(model, declaration))].join('\n')
}

function tableOf(model: Model, declaration: AnyDeclaration): string[] {
  const name = table(declaration.name)
  const lines = columnsOf(model, declaration).map(column => `  "${column.name}" ${column.sql}`)
  // A constraint sees its row only.
  const rules = declaration.rest.rules.filter((rule: Rule) => standsAlone(declaration, rule.holds))
  const checks = rules.map(
    (rule: Rule) => `  constraint "${rule.name}" check (problem is not null or ${testSql(model, declaration, rule.holds)})`
  )
  const indexes = (kind: string, lists: readonly (readonly string[])[]) =>
    lists.map(names => `create ${kind} on ${name} (workspace, space, ${names.map(column => `"${column}"`).join(', ')});`)
  return [
    `\ncreate table ${name} (`,
    [...lines, '  primary key (workspace, space, id)', ...checks].join(',\n'),
    // Half of each page stays free: a row that changes stays on its page, and the indexes need not hear of it.
    ') with (fillfactor = 50);',
    `create index on ${name} (id);`,
    ...indexes('unique index', declaration.by === 'server' ? declaration.rest.unique : []),
    ...indexes('index', declaration.rest.indexes),
    ...policiesOn(name),
  ]
}

/** Makes the tables anew when their shape has changed. Returns whether they must be filled. */
export async function shape(pool: Pool, model: Model): Promise<boolean> {
  const sql = readModel(model)
  const hash = createHash('sha256').update(sql).digest('hex')
  const { rows } = await pool.query<{ hash: string }>('select hash from read_model')
  if (rows[0]?.hash === hash) return false
  await transaction(pool, async client => {
    await client.query('drop schema if exists model cascade')
    await client.query(sql)
    // Not the new hash yet: until the tables are filled, a start begins again.
    await client.query(`delete from read_model`)
  })
  return true
}

/** The tables are filled: the next start finds them so. */
export async function shaped(pool: Pool, model: Model): Promise<void> {
  const hash = createHash('sha256').update(readModel(model)).digest('hex')
  await pool.query('insert into read_model (hash) values ($1) on conflict (single) do update set hash = $1', [hash])
}
