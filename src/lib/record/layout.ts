/** Which fields the panel of a record shows, in what order, and which take its whole width. Others have a place of their own in it. */
export type RecordLayout = { readonly fields: readonly string[]; readonly wide: readonly string[] }

const layouts: Record<string, RecordLayout> = {
  project: {
    fields: ['status', 'priority', 'owner', 'service', 'client', 'budget', 'start', 'due', 'weighting', 'active'],
    wide: ['description'],
  },
  phase: { fields: ['status', 'start', 'due'], wide: ['goal'] },
  task: {
    fields: [
      'status',
      'assignees',
      'due',
      'start',
      'priority',
      'percent',
      'estimate',
      'blocked',
      'service',
      'phase',
      'parent',
      'kind',
      'code',
    ],
    wide: ['deliverables'],
  },
  document: { fields: ['phase'], wide: [] },
}
export const layoutOf = (entity: string): RecordLayout => layouts[entity] ?? { fields: [], wide: [] }

/** What a phase or a project has from its tasks where less is entered: the state that is shown, the days that stand in an empty date. */
const derived: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  phase: { status: 'state', start: 'from', due: 'until' },
  project: { status: 'state', due: 'until' },
}
/** What its tasks say of a field, when it differs from what was entered. */
export function derivedOf(entity: string, field: string, row: Readonly<Record<string, unknown>>): unknown {
  const source = derived[entity]?.[field]
  const value = source === undefined ? undefined : row[source]
  return value === null || value === row[field] ? undefined : value
}

/** What a task with subtasks has from them: shown instead of what was entered. */
export const gathered: Readonly<Record<string, string>> = { status: 'state', percent: 'progress', start: 'from', due: 'until' }
