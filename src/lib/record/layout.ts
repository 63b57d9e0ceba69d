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

/** What a task with subtasks has from them: shown instead of what was entered. */
export const gathered: Readonly<Record<string, string>> = { status: 'state', percent: 'progress', start: 'from', due: 'until' }
