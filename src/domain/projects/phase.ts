import { all, any, columns, either, over, times, via, when } from '#kernel/schema/expression.ts'
import { entity, type Row } from '#kernel/schema/declaration.ts'
import { choice, date, note, rank, ref, text } from '#kernel/schema/field.ts'
import type { Task } from './task.ts'

const task = columns<Task>()
type State = 'planned' | 'doing' | 'done' | 'skipped'

/** A stage of a project. What counts in it is what stands at its top: steps, and tasks outside a step. */
export const phase = entity('phase', 'Phase', 'Phase', {
  title: text('Titre', 'Title').searched(),
  project: ref('project', 'Projet', 'Project'),
  status: choice('État', 'Status', {
    planned: ['Prévue', 'Planned'],
    doing: ['En cours', 'In progress'],
    done: ['Terminée', 'Finished'],
    skipped: ['Sautée', 'Skipped'],
  }).default('planned'),
  start: date('Début', 'Start').optional(),
  due: date('Fin prévue', 'Due').optional(),
  goal: note('Objectif', 'Goal').optional(),
  rank: rank(),
})
  .home('project')
  .partOf('project')
  .computed('weighted', 'Selon l’estimation', 'By estimate', () => ({
    op: 'is',
    left: via<string>('project', 'weighting'),
    right: { op: 'value', value: 'estimate' },
  }))
  .rollup('steps', 'Étapes retenues', 'Counted steps', {
    of: 'task',
    by: 'phase',
    where: all(task.parent.empty(), task.status.isNot('cancelled')),
  })
  .rollup('stepsDone', 'Étapes terminées', 'Finished steps', {
    of: 'task',
    by: 'phase',
    where: all(task.parent.empty(), task.state.is('done')),
  })
  .rollup('stepWeight', 'Poids des étapes', 'Weight of steps', {
    of: 'task',
    by: 'phase',
    sum: 'weight',
    where: all(task.parent.empty(), task.status.isNot('cancelled')),
  })
  .rollup('stepEarned', 'Acquis des étapes', 'Earned by steps', {
    of: 'task',
    by: 'phase',
    sum: 'earned',
    where: all(task.parent.empty(), task.status.isNot('cancelled')),
  })
  .rollup('firstFrom', 'Premier début', 'First start', { of: 'task', by: 'phase', min: 'from', where: task.status.isNot('cancelled') })
  .rollup('lastUntil', 'Dernière échéance', 'Last due date', {
    of: 'task',
    by: 'phase',
    max: 'until',
    where: task.status.isNot('cancelled'),
  })
  .computed('progress', 'Avancement', 'Progress', p =>
    when<number>(p.status.is('done'), 100, either<number | null>(over(p.stepEarned, p.stepWeight), 0))
  )
  .computed('state', 'Situation', 'State', p =>
    when<State>(
      p.status.in('skipped', 'done'),
      p.status,
      when<State>(
        all(p.steps.isNot(0), p.steps.is(p.stepsDone)),
        'done',
        when<State>(any(p.status.is('doing'), p.stepEarned.after(0)), 'doing', 'planned')
      )
    )
  )
  .computed('weight', 'Poids', 'Weight', p => when<number>(p.weighted.is(true), p.stepWeight, 1))
  .computed('earned', 'Acquis', 'Earned', p => times(p.progress, p.weight))
  .computed('from', 'Du', 'From', p => either<string | null>(p.start, p.firstFrom))
  .computed('until', 'Au', 'Until', p => either<string | null>(p.due, p.lastUntil))
  .computed('late', 'En retard', 'Late', (p, today) => all(p.state.in('planned', 'doing'), p.until.before(today)))
  .rule('dueFollowsStart', 'La fin prévue suit le début', 'The due date follows the start', p =>
    any(p.start.empty(), p.due.empty(), p.start.notAfter(p.due))
  )
  .index('project', 'rank')
  .is('commentable', 'watchable')

export type Phase = Row<typeof phase>
