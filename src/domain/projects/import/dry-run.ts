import { accept, type Value } from '#kernel/projector/normalise.ts'
import { project } from '#kernel/projector/projection.ts'
import { flatten } from '#kernel/space/record.ts'
import { declarationOf, fieldOf } from '#kernel/schema/model.ts'
import { business } from '../../model.ts'
import { nothingYet, planEdits, taskId, type Existing, type Target } from './plan-edits.ts'
import type { Plan } from './plan.ts'

export type Count = { readonly create: number; readonly update: number; readonly unchanged: number }
export type DryRun = {
  readonly counts: Readonly<Record<'project' | 'phase' | 'task' | 'dependency' | 'service', Count>>
  /** Deleted by people since an earlier import: left in the recycle bin. */
  readonly left: number
  /** Tasks of the project that this file does not have: they stay. */
  readonly absent: number
}

/** What an import would do, without doing it. */
export function dryRun(plan: Plan, target: Target, existing: Existing): DryRun {
  const { edits, services, left } = planEdits(plan, target, existing)
  const count = (entity: string): Count => {
    const found = { create: 0, update: 0, unchanged: 0 }
    for (const edit of edits) if (edit.entity === entity) found[verdict(entity, existing.row(entity, edit.id), edit.values)]++
    return found
  }
  const known = services.filter(service => service.known).length
  const written = new Set([...edits.filter(({ entity }) => entity === 'task').map(({ id }) => id), ...left])
  return {
    counts: {
      ...{ project: count('project'), phase: count('phase'), task: count('task'), dependency: count('dependency') },
      service: { create: services.length - known, update: 0, unchanged: known },
    },
    left: left.length,
    absent: [...existing.rows('task')].filter(row => row['space'] === target.space && !row['hidden'] && !written.has(String(row['id'])))
      .length,
  }
}

function verdict(
  entity: string,
  row: Readonly<Record<string, unknown>> | null | undefined,
  values: Readonly<Record<string, unknown>>
): keyof Count {
  const declaration = declarationOf(business, entity)
  if (!row || !declaration) return 'create'
  const same = Object.entries(values).every(([name, value]) => {
    const field = fieldOf(declaration, name)
    return field && JSON.stringify(accept(field, value ?? null).value) === JSON.stringify(row[name] ?? null)
  })
  return same ? 'unchanged' : 'update'
}

export type Difference = {
  readonly line: number
  readonly source: string
  readonly title: string
  readonly of: 'progress' | 'state' | 'start' | 'due'
  readonly given: Value
  readonly computed: Value
}

/** Where the file says of a task something else than what its own lines add up to: what is computed wins. */
export function differences(plan: Plan, target: Target): Difference[] {
  const { edits } = planEdits(plan, { ...target, fresh: true }, nothingYet)
  const projection = project(
    business,
    target.space,
    edits.map(({ entity, id, values }) => ({ entity, id, values: Object.fromEntries(flatten(business[entity as 'task'], values, {})) }))
  )
  return plan.tasks.flatMap(({ line, source, title, percent, status, start, due }) => {
    const row = projection.row('task', taskId(target.space, source))
    if (!row) return []
    const heading = (row['children'] as number) > 0
    const differs = (
      of: Difference['of'],
      given: Value | undefined,
      column: string,
      apart = (a: Value, b: Value) => a !== b
    ): Difference[] => {
      const computed = (row[column] ?? null) as Value
      return given === undefined || given === null || !apart(given, computed) ? [] : [{ line, source, title, of, given, computed }]
    }
    const far = (a: Value, b: Value) => Math.abs(Number(a) - Number(b)) >= 0.5
    const progress = differs('progress', percent, 'progress', far)
    return heading
      ? [...progress, ...differs('state', status, 'state'), ...differs('start', start, 'from'), ...differs('due', due, 'until')]
      : progress
  })
}

/** The project, among these, that this file was imported into before: the one that has most of its tasks. */
export function importedInto(spaces: readonly string[], plan: Plan, existing: Existing): string | null {
  const share = (space: string) => plan.tasks.filter(({ source }) => existing.row('task', taskId(space, source))).length / plan.tasks.length
  const best = spaces.map(space => ({ space, share: share(space) })).sort((a, b) => b.share - a.share)[0]
  return best && best.share > 0.5 ? best.space : null
}
