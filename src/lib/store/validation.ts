import { describeProblem } from '#kernel/projector/problem.ts'
import { accept } from '#kernel/projector/normalise.ts'
import { compile, type AnyRow } from '#kernel/query/evaluate.ts'
import type { Rule } from '#kernel/schema/declaration.ts'
import { nodes } from '#kernel/schema/expression.ts'
import { declarationOf, fieldOf, type AnyDeclaration, type Model } from '#kernel/schema/model.ts'
import type { AnyField } from '#kernel/schema/field.ts'
import type { Patch } from '#kernel/space/record.ts'
import type { Refusal } from './database.ts'
import type { Rows } from './rows.ts'

/**
 * Why these values cannot be written in this record, or null. What merging makes wrong afterwards is shown with its problem instead.
 * Throws on a field that does not exist: no screen can ask for it.
 */
export function refuseValues(
  model: Model,
  rows: Rows,
  declaration: AnyDeclaration,
  space: string,
  id: string,
  patch: Patch
): Refusal | null {
  const former = rows.row(declaration.name, id)
  const wanted: Record<string, unknown> = { ...blank(declaration), ...former, ...patch, id, space, hidden: false, deleted: null }
  for (const [name, value] of Object.entries(former ? patch : { ...required(declaration), ...patch })) {
    const field = fieldOf(declaration, name)
    if (!field) throw new Error(`${declaration.name} has no field “${name}”`)
    if (field.kind === 'rich') throw new Error(`${declaration.name}.${name} is a text document`)
    const verdict = accept(field, value ?? null)
    wanted[name] = verdict.value
    const code = verdict.code ?? (dangling(model, rows, declaration, field, value) ? 'unknown' : undefined)
    if (code) return problem(model, declaration, { code, field: name, raw: String(value) })
  }
  const scope = rows.source(space)
  for (const rule of declaration.rest.rules as readonly Rule[]) {
    const speaksOf = [...nodes(rule.holds)].some(node => node.op === 'field' && node.name in patch)
    if ((speaksOf || !former) && compile(model, declaration, rule.holds)(wanted as AnyRow, scope) !== true)
      return problem(model, declaration, { code: 'rule', rule: rule.name })
  }
  const links = (declaration.rest.acyclic as readonly (readonly [string, string])[]).filter(edge => edge.some(name => name in patch))
  const circles = links.length ? rows.space(space).circles(declaration.name, id, wanted) : []
  const closed = links.find(([, to]) => circles.includes(to))
  return closed ? problem(model, declaration, { code: 'circle', field: closed[1] }) : null
}

const problem = (model: Model, declaration: AnyDeclaration, found: Parameters<typeof describeProblem>[2]): Refusal => ({
  code: found.code === 'rule' ? found.rule : found.code,
  label: describeProblem(model, declaration.name, found),
  ...('field' in found && { field: found.field }),
})
const fieldsOf = (declaration: AnyDeclaration) =>
  Object.entries(declaration.fields as Record<string, AnyField>).filter(([, { kind }]) => kind !== 'rich')
const required = (declaration: AnyDeclaration) =>
  Object.fromEntries(fieldsOf(declaration).flatMap(([name, field]) => (accept(field, null).code ? [[name, null]] : [])))
const blank = (declaration: AnyDeclaration) =>
  Object.fromEntries(fieldsOf(declaration).map(([name, field]) => [name, accept(field, null).value]))

/** A reference to what is in none of the spaces here. Facts may not have arrived yet: they are given the benefit. */
function dangling(model: Model, rows: Rows, declaration: AnyDeclaration, { kind, target }: AnyField, value: unknown): boolean {
  const other = typeof target === 'string' ? declarationOf(model, target) : undefined
  if (kind !== 'ref' || typeof value !== 'string' || other?.by !== 'people' || other.rest.home !== declaration.rest.home) return false
  return !rows.row(other.name, value)
}
