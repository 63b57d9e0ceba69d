import { all, any, columns, either, not, over, times, via, when, type Test } from '#kernel/schema/expression.ts'
import { entity, type Row } from '#kernel/schema/declaration.ts'
import { choice, date, duration, flag, note, number, rank, ref, refs, text } from '#kernel/schema/field.ts'

type State = 'todo' | 'doing' | 'done' | 'cancelled'
// A task folds its own kind: the type of a child is the one being declared, so its columns are named here.
const child = columns<{ status: State; from: string | null; until: string | null }>()
const counted: Test = child.status.isNot('cancelled')
/** Minutes that a task without estimate weighs where steps weigh by estimate. */
const usual = 60

/** Work to be done. A step is a task that is there to hold others; what has children takes its progress and dates from them. */
export const task = entity('task', 'Tâche', 'Task', {
  title: text('Titre', 'Title').searched(),
  kind: choice('Nature', 'Kind', { step: ['Étape', 'Step'], task: ['Tâche', 'Task'], milestone: ['Jalon', 'Milestone'] }).default('task'),
  phase: ref('phase', 'Phase', 'Phase'),
  parent: ref('task', 'Fait partie de', 'Part of').optional(),
  assignees: refs('person', 'Responsables', 'Assignees'),
  service: ref('service', 'Service', 'Department').optional(),
  status: choice('État', 'Status', {
    todo: ['À faire', 'To do'],
    doing: ['En cours', 'In progress'],
    done: ['Terminée', 'Finished'],
    cancelled: ['Annulée', 'Cancelled'],
  }).default('todo'),
  blocked: flag('Bloquée', 'Blocked'),
  priority: choice('Priorité', 'Priority', {
    low: ['Basse', 'Low'],
    normal: ['Normale', 'Normal'],
    high: ['Haute', 'High'],
    critical: ['Critique', 'Critical'],
  }).default('normal'),
  percent: number('Avancement saisi', 'Entered progress').min(0).max(100).default(0),
  start: date('Début', 'Start').optional(),
  due: date('Échéance', 'Due').optional(),
  estimate: duration('Estimation', 'Estimate').min(0).optional(),
  deliverables: note('Livrables', 'Deliverables').optional().searched(),
  code: text('Numéro', 'Number').optional().max(40),
  rank: rank(),
})
  .home('project')
  .partOf('phase', 'parent')
  .computed('weighted', 'Selon l’estimation', 'By estimate', () => via<boolean>('phase', 'weighted'))
  .rollup('children', 'Sous-tâches retenues', 'Counted subtasks', { of: 'task', by: 'parent', where: counted })
  .rollup('childWeight', 'Poids des sous-tâches', 'Weight of subtasks', { of: 'task', by: 'parent', sum: 'weight', where: counted })
  .rollup('childEarned', 'Acquis des sous-tâches', 'Earned by subtasks', { of: 'task', by: 'parent', sum: 'earned', where: counted })
  .rollup('childFrom', 'Premier début', 'First start', { of: 'task', by: 'parent', min: 'from', where: counted })
  .rollup('childUntil', 'Dernière échéance', 'Last due date', { of: 'task', by: 'parent', max: 'until', where: counted })
  .computed('progress', 'Avancement', 'Progress', t =>
    when<number>(
      t.children.isNot(0),
      either<number | null>(over(t.childEarned, t.childWeight), 0),
      when(t.status.is('done'), 100, t.percent)
    )
  )
  .computed('state', 'Situation', 'State', t =>
    when<State>(
      any(t.children.is(0), t.status.is('cancelled')),
      t.status,
      when<State>(all(t.progress.isNot(100)), when<State>(any(t.progress.after(0), t.status.is('doing')), 'doing', 'todo'), 'done')
    )
  )
  .computed('weight', 'Poids', 'Weight', t =>
    when<number>(not(t.weighted.is(true)), 1, when<number>(t.children.isNot(0), t.childWeight, either<number | null>(t.estimate, usual)))
  )
  .computed('earned', 'Acquis', 'Earned', t => times(t.progress, t.weight))
  .computed('from', 'Du', 'From', t => either<string | null>(t.childFrom, t.start))
  .computed('until', 'Au', 'Until', t => either<string | null>(t.childUntil, t.due))
  .computed('late', 'En retard', 'Late', (t, today) => all(t.state.in('todo', 'doing'), t.until.before(today)))
  .rule('dueFollowsStart', 'L’échéance suit le début', 'The due date follows the start', t =>
    any(t.start.empty(), t.due.empty(), t.start.notAfter(t.due))
  )
  .acyclic('id', 'parent')
  .index('phase', 'rank')
  .index('parent', 'rank')
  .is('commentable', 'watchable')

export type Task = Row<typeof task>
