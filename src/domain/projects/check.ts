import { entity, type Row } from '#kernel/schema/declaration.ts'
import { flag, rank, ref, text } from '#kernel/schema/field.ts'

/** A line of a task's checklist. */
export const check = entity('check', 'Point à vérifier', 'Checklist item', {
  title: text('Libellé', 'Label'),
  task: ref('task', 'Tâche', 'Task'),
  done: flag('Fait', 'Done'),
  rank: rank(),
})
  .home('project')
  .partOf('task')
  .index('task', 'rank')

export type Check = Row<typeof check>
