import { entity, type Row } from '#kernel/schema/declaration.ts'
import { rank, ref, rich, text } from '#kernel/schema/field.ts'

/** A text that a project's people write together. */
export const document = entity('document', 'Document', 'Document', {
  title: text('Titre', 'Title').searched(),
  project: ref('project', 'Projet', 'Project'),
  phase: ref('phase', 'Phase', 'Phase').optional(),
  body: rich('Texte', 'Text').searched(),
  rank: rank(),
})
  .home('project')
  .partOf('project')
  .index('project', 'rank')
  .is('commentable', 'watchable')

export type Document = Row<typeof document>
