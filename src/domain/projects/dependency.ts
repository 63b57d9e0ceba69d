import { entity, type Row } from '#kernel/schema/declaration.ts'
import { choice, number, ref } from '#kernel/schema/field.ts'

/** What `to` waits for: four kinds, with a lag in days (negative: a lead). */
export const dependency = entity('dependency', 'Dépendance', 'Dependency', {
  from: ref('task', 'Prédécesseur', 'Predecessor'),
  to: ref('task', 'Successeur', 'Successor'),
  kind: choice('Lien', 'Link', {
    finishToStart: ['Fin à début', 'Finish to start'],
    startToStart: ['Début à début', 'Start to start'],
    finishToFinish: ['Fin à fin', 'Finish to finish'],
    startToFinish: ['Début à fin', 'Start to finish'],
  }).default('finishToStart'),
  lag: number('Décalage (jours)', 'Lag (days)').min(-3650).max(3650).default(0),
})
  .home('project')
  .partOf('from', 'to')
  .rule('twoEnds', 'Une tâche ne dépend pas d’elle-même', 'A task does not depend on itself', d => d.from.isNot(d.to as never))
  .acyclic('from', 'to')
  .index('from')
  .index('to')

export type Dependency = Row<typeof dependency>
