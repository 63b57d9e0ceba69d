import { all, any, columns, either, not, over, when } from '#kernel/schema/expression.ts'
import { entity, type Row } from '#kernel/schema/declaration.ts'
import { choice, date, flag, money, note, ref, text } from '#kernel/schema/field.ts'
import type { Phase } from './phase.ts'

const phase = columns<Phase>()
type State = 'pending' | 'doing' | 'done' | 'rejected'

/** One for each space of kind project; its id is the space's. */
export const project = entity('project', 'Projet', 'Project', {
  title: text('Titre', 'Title').searched(),
  description: note('Description', 'Description').optional().searched(),
  owner: ref('person', 'Responsable', 'Owner').optional(),
  service: ref('service', 'Service', 'Department').optional(),
  client: text('Client', 'Client').optional().searched(),
  budget: money('Budget', 'Budget').min(0).optional(),
  start: date('Début', 'Start').optional(),
  due: date('Fin prévue', 'Due').optional(),
  priority: choice('Priorité', 'Priority', {
    high: ['Haute', 'High'],
    medium: ['Moyenne', 'Medium'],
    intermediate: ['Intermédiaire', 'Intermediate'],
    low: ['Basse', 'Low'],
  }).default('medium'),
  active: flag('Actif', 'Active').default(true),
  status: choice('État', 'Status', {
    pending: ['En attente', 'Pending'],
    doing: ['En cours', 'In progress'],
    done: ['Terminé', 'Finished'],
    rejected: ['Rejeté', 'Rejected'],
  }).default('pending'),
  weighting: choice('Poids des étapes', 'Weight of steps', {
    equal: ['Toutes égales', 'All equal'],
    estimate: ['Selon l’estimation', 'By estimate'],
  }).default('equal'),
})
  .home('project')
  .rollup('phases', 'Phases retenues', 'Counted phases', { of: 'phase', by: 'project', where: phase.status.isNot('skipped') })
  .rollup('phasesDone', 'Phases terminées', 'Finished phases', { of: 'phase', by: 'project', where: phase.state.is('done') })
  .rollup('weight', 'Poids', 'Weight', { of: 'phase', by: 'project', sum: 'weight', where: phase.status.isNot('skipped') })
  .rollup('earned', 'Acquis', 'Earned', { of: 'phase', by: 'project', sum: 'earned', where: phase.status.isNot('skipped') })
  .rollup('lastUntil', 'Dernière échéance', 'Last due date', {
    of: 'phase',
    by: 'project',
    max: 'until',
    where: phase.status.isNot('skipped'),
  })
  .computed('progress', 'Avancement', 'Progress', p => either<number | null>(over(p.earned, p.weight), 0))
  .computed('state', 'Situation', 'State', p =>
    when<State>(
      p.status.in('rejected', 'done'),
      p.status,
      when<State>(
        all(p.phases.isNot(0), p.phases.is(p.phasesDone)),
        'done',
        when<State>(any(p.status.is('doing'), p.earned.after(0)), 'doing', 'pending')
      )
    )
  )
  .computed('until', 'Fin', 'End', p => either<string | null>(p.due, p.lastUntil))
  .computed('late', 'En retard', 'Late', (p, today) => all(not(p.state.in('done', 'rejected')), p.until.before(today)))
  .rule('dueFollowsStart', 'La fin prévue suit le début', 'The due date follows the start', p =>
    any(p.start.empty(), p.due.empty(), p.start.notAfter(p.due))
  )
  .is('commentable', 'watchable')

export type Project = Row<typeof project>
