import type { Label } from '#kernel/schema/field.ts'
import type { Code } from './codes.ts'

const said = (fr: string, en: string): Label => ({ fr, en })

/** What may be allowed in the company, by what it is about, in the words of the editor of roles. No code is without its words. */
export const permissions = {
  projects: {
    label: said('Projets', 'Projects'),
    codes: {
      'projects:create': said('Créer un projet, dont on devient responsable.', 'Create a project, and manage it.'),
      'projects:import': said(
        'Importer un plan depuis un fichier, dans un projet où l’on écrit ou dans un nouveau.',
        'Import a plan from a file, into a project one writes in or into a new one.'
      ),
      'sheets:generate': said('Générer la fiche Word d’une phase.', 'Generate the Word sheet of a phase.'),
    },
  },
  people: {
    label: said('Équipe', 'Team'),
    codes: {
      'people:invite': said(
        'Inviter quelqu’un dans l’entreprise, avec des rôles qui ne permettent rien de plus que les siens.',
        'Invite someone to the company, with roles that allow nothing more than one’s own.'
      ),
      'people:suspend': said(
        'Suspendre l’accès de quelqu’un, sauf du propriétaire, et le rétablir.',
        'Suspend someone’s access, except the owner’s, and give it back.'
      ),
      'people:remove': said(
        'Retirer quelqu’un de l’entreprise, sauf le propriétaire, avec tous ses accès.',
        'Remove someone from the company, except the owner, with every access they have.'
      ),
      'people:erase': said(
        'Effacer définitivement ce que l’entreprise sait de quelqu’un qui l’a quittée.',
        'Erase for good what the company knows of someone who has left it.'
      ),
      'people:protect': said(
        'Demander la validation en deux étapes à tout le monde ou à certains rôles.',
        'Ask two-step verification of everybody or of some roles.'
      ),
      'services:edit': said(
        'Créer, renommer et supprimer les services, et choisir qui en fait partie.',
        'Make, rename and end departments, and choose who is in them.'
      ),
    },
  },
  roles: {
    label: said('Rôles', 'Roles'),
    codes: {
      'roles:give': said(
        'Donner et retirer des rôles qui ne permettent rien de plus que les siens.',
        'Give and take away roles that allow nothing more than one’s own.'
      ),
      'roles:edit': said(
        'Créer des rôles et changer ce qu’ils permettent, sans dépasser ce que l’on peut soi-même.',
        'Make roles and change what they allow, within what one may do oneself.'
      ),
    },
  },
  audit: {
    label: said('Journal', 'Log'),
    codes: {
      'audit:read': said(
        'Lire et exporter le journal de l’entreprise : connexions, décisions, suppressions.',
        'Read and export the log of the company: sign-ins, decisions, deletions.'
      ),
    },
  },
} as const

const sentences: Readonly<Record<Code, Label>> = {
  ...permissions.projects.codes,
  ...permissions.people.codes,
  ...permissions.roles.codes,
  ...permissions.audit.codes,
}
/** What a code allows, in words. */
export const meaningOf = (code: Code): Label => sentences[code]
